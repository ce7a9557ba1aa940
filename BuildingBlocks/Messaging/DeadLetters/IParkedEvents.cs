namespace DbPerService.Messaging;

/// <summary>The events that a service could not apply, and those of the same keys that came after them.</summary>
public interface IParkedEvents
{
    /// <summary>The oldest parked events.</summary>
    Task<IReadOnlyList<ParkedEvent>> ListAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>An event kept aside.</summary>
/// <param name="Topic">The topic it came from.</param>
/// <param name="Key">The key that waits.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Type">The event's type name.</param>
/// <param name="Source">The owner.</param>
/// <param name="Time">When the owner committed it, UTC.</param>
/// <param name="Reason">Why it was parked.</param>
/// <param name="Partition">The partition it came from.</param>
/// <param name="Offset">The offset within the partition.</param>
/// <param name="ParkedAt">When it was parked, UTC.</param>
public sealed record ParkedEvent(
    string Topic, string Key, Guid Id, string Type, string Source, DateTimeOffset Time, string Reason, int Partition, long Offset,
    DateTimeOffset ParkedAt);
