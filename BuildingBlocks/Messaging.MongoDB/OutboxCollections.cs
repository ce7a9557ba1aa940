namespace DbPerService.Messaging.MongoDB;

/// <summary>The collections whose documents carry events: those of the service, and the dead letters.</summary>
sealed class OutboxCollections(params IReadOnlyList<string> own)
{
    public IReadOnlyList<string> All { get; } = [.. own, Names.DeadLetters];
}
