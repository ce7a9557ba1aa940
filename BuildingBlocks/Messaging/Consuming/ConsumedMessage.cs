namespace DbPerService.Messaging;

/// <summary>A message as the broker delivered it, before anything is believed of its content.</summary>
/// <param name="Topic">The topic it came from.</param>
/// <param name="Partition">The partition within the topic.</param>
/// <param name="Offset">The offset within the partition.</param>
/// <param name="Key">The aggregate's key; empty when the message had none.</param>
/// <param name="Id">The event's id, or one derived from topic, partition and offset when it has none that can be read.</param>
/// <param name="Type">The event's type name; empty when the message had none.</param>
/// <param name="Source">The owner; empty when the message had none.</param>
/// <param name="Time">When the owner committed the event, UTC.</param>
/// <param name="Payload">The value as UTF-8 JSON, unchecked.</param>
/// <param name="TraceParent">W3C trace context of the event's creation, or null.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
public sealed record ConsumedMessage(
    string Topic,
    int Partition,
    long Offset,
    string Key,
    Guid Id,
    string Type,
    string Source,
    DateTimeOffset Time,
    byte[] Payload,
    string? TraceParent,
    string? TraceState);
