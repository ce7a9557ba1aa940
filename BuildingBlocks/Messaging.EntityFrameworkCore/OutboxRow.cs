namespace DbPerService.Messaging.EntityFrameworkCore;

/// <summary>An event in the outbox table, as the context inserts it. The relay reads it from the transaction log.</summary>
sealed class OutboxRow
{
    /// <summary>
    /// The key of the model, though not of the table: Entity Framework Core inserts rows in the order of their keys, and the temporary values
    /// that it gives to generated numbers increase. So events are inserted, and published, in the order in which they were added.
    /// </summary>
    public long Position { get; private set; }

    public required Guid Id { get; init; }

    public required string Topic { get; init; }

    public required string Key { get; init; }

    public required string Type { get; init; }

    public required string Payload { get; init; }

    public string? TraceParent { get; init; }

    public string? TraceState { get; init; }

    public static OutboxRow Of(OutboxMessage message) => new()
    {
        Id = message.Id,
        Topic = message.Topic,
        Key = message.Key,
        Type = message.Type,
        Payload = message.Payload,
        TraceParent = message.TraceParent,
        TraceState = message.TraceState,
    };

    public OutboxMessage ToMessage() => new(Id, Topic, Key, Type, Payload, TraceParent, TraceState);
}
