namespace DbPerService.Messaging;

/// <summary>A message as the broker delivered it, before anything is believed of its content. Its texts hold no U+0000.</summary>
/// <param name="Topic">The topic it came from.</param>
/// <param name="Partition">The partition within the topic.</param>
/// <param name="Offset">The offset within the partition.</param>
/// <param name="Key">
/// The aggregate's key, or null when the message has none: it then has no order. A key that is not a text, or would be taken for this form,
/// reads <c>base64:…</c>, so that every key has one form and no two share one. It may be as long as a message.
/// </param>
/// <param name="Id">The event's id, or one derived from topic, partition and offset when it has none that can be read.</param>
/// <param name="Type">The event's type name, of at most 256 characters; empty when the message had none that can be read.</param>
/// <param name="Source">The owner, in at most 256 characters; empty when the message had none that can be read.</param>
/// <param name="Time">When the owner committed the event, UTC.</param>
/// <param name="Payload">The value as UTF-8 JSON, unchecked.</param>
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
    /// <summary>All headers as they came.</summary>
    public IReadOnlyList<MessageHeader> Headers { get; init; } = [];

    /// <summary>Whether it has no value at all: the end of its key on a compacted topic, and no event.</summary>
    public bool IsTombstone { get; init; }
}
