namespace DbPerService.Messaging;

/// <summary>A message as the broker delivered it, before its content is validated. Its texts contain no U+0000.</summary>
/// <param name="Topic">The topic it came from.</param>
/// <param name="Partition">The partition within the topic.</param>
/// <param name="Offset">The offset within the partition.</param>
/// <param name="Key">
/// The aggregate's key, or null if the message has none: it then has no order. A key that is not text, or could be mistaken for this form,
/// is written <c>base64:…</c>, so that every key has one unique form. It may be as long as a message.
/// </param>
/// <param name="Id">The event's id, or one derived from topic, partition and offset if it has no readable one.</param>
/// <param name="Type">The event's type name, at most 256 characters; empty if it has no readable one.</param>
/// <param name="Source">The owner, at most 256 characters; empty if it has no readable one.</param>
/// <param name="Time">When the owner committed the event, UTC.</param>
/// <param name="Payload">The value, supposedly UTF-8 JSON, not validated.</param>
/// <param name="TraceParent">W3C trace context of the event's creation, or null.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
public sealed record ConsumedMessage(
    string Topic,
    int Partition,
    long Offset,
    string? Key,
    Guid Id,
    string Type,
    string Source,
    DateTimeOffset Time,
    byte[] Payload,
    string? TraceParent,
    string? TraceState)
{
    /// <summary>All headers as received.</summary>
    public IReadOnlyList<MessageHeader> Headers { get; init; } = [];

    /// <summary>Whether it has no value: a tombstone on a compacted topic, not an event.</summary>
    public bool IsTombstone { get; init; }
}
