using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DbPerService.Messaging;

/// <summary>
/// The announcement on a service's dead-letter topic: where a dead letter came from, why it is one, and the beginning of its payload. At
/// most some kilobytes, whatever the message was; the store has all of it.
/// </summary>
/// <param name="Reason">The <see cref="DeadLetterReason"/>'s name.</param>
/// <param name="Detail">What exactly failed; truncated.</param>
/// <param name="Topic">The topic it came from.</param>
/// <param name="Partition">The partition it came from.</param>
/// <param name="Offset">The offset within the partition.</param>
/// <param name="Key">The key, truncated, or null.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Type">The event's type name.</param>
/// <param name="Source">The owner.</param>
/// <param name="Time">When the owner committed it, UTC.</param>
/// <param name="Size">Bytes of the whole payload.</param>
/// <param name="Payload">The beginning of the payload as text, unreadable bytes replaced.</param>
public sealed record DeadLetterAnnouncement(
    string Reason, string Detail, string Topic, int Partition, long Offset, string? Key, Guid Id, string Type, string Source,
    DateTimeOffset Time, int Size, string Payload)
{
    /// <summary>Name of the announcement's event type.</summary>
    public const string TypeName = "DeadLetter";

    const int MaxPayloadLength = 4096;
    const int MaxTextLength = 512;

    /// <summary>The announcement of a dead letter, ready for the outbox.</summary>
    public static OutboxMessage For(ConsumedMessage message, string deadLetterTopic, DeadLetterCause cause)
    {
        var key = message.Key is { } whole ? Start(whole, MaxTextLength) : null;
        var announcement = new DeadLetterAnnouncement(
            cause.Reason.ToString(), Start(cause.Detail, MaxTextLength), message.Topic, message.Partition, message.Offset, key, message.Id,
            Start(message.Type, MaxTextLength), Start(message.Source, MaxTextLength), message.Time, message.Payload.Length,
            Start(Encoding.UTF8.GetString(message.Payload.AsSpan(0, Math.Min(message.Payload.Length, MaxPayloadLength))), MaxPayloadLength));
        return new OutboxMessage(
            Guid.CreateVersion7(), deadLetterTopic, key ?? "", TypeName, JsonSerializer.Serialize(announcement, EventJson.Options),
            message.TraceParent, message.TraceState);
    }

    /// <summary>The longest beginning that takes at most this many characters once it is escaped.</summary>
    static string Start(string text, int limit)
    {
        var start = text.Length <= limit ? text : text[..limit];
        while (start.Length > 0 && JavaScriptEncoder.Default.Encode(start).Length > limit)
        {
            start = start[..(start.Length * 3 / 4)];
        }

        // Half a surrogate pair at the end is replaced, as in any text.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(start));
    }
}
