using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Consistency;

namespace DbPerService.Messaging;

/// <summary>An event in an outbox: serialized, with its topic and the trace context of its creation.</summary>
/// <param name="Id">The event's id, the same however often it is published.</param>
/// <param name="Topic">Where to publish it.</param>
/// <param name="Key">The aggregate's key.</param>
/// <param name="Type">The event's type name.</param>
/// <param name="Payload">The value as JSON.</param>
/// <param name="TraceParent">W3C trace context of its creation, or null.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
public sealed record OutboxMessage(Guid Id, string Topic, string Key, string Type, string Payload, string? TraceParent, string? TraceState)
{
    /// <summary>When the owner committed it, UTC: set by the outbox that it is read from.</summary>
    [JsonIgnore]
    public DateTimeOffset CommittedAt { get; init; }

    /// <summary>
    /// Creates the stored form of an event. The creation gets its own PRODUCER span, whose context travels with the event unchanged, as
    /// the OpenTelemetry messaging conventions require of a creation context.
    /// </summary>
    /// <param name="event">The event.</param>
    /// <param name="traceParent">
    /// The trace context that the event replies to, if it is not that of the current activity: in a batch each event has its own cause.
    /// </param>
    /// <param name="isDecided">False if a script in the database decides which event it is: the span then has no type.</param>
    public static OutboxMessage From(IEvent @event, string? traceParent = null, bool isDecided = true)
    {
        var type = @event.GetType();
        var topic = EventTopic.Of(type);
        using var span = MessagingTelemetry.StartCreate(topic, isDecided ? type.Name : null, traceParent);
        var context = span ?? (traceParent is null ? Activity.Current : null);
        return new OutboxMessage(
            Guid.CreateVersion7(), topic, @event.Key, type.Name,
            JsonSerializer.Serialize(@event, type, EventJson.Options), context?.Id ?? traceParent, context?.TraceStateString);
    }

    /// <summary>
    /// Says of events that they are committed, for the sync token of the request in progress. Every unit of work calls it after its commit.
    /// </summary>
    public static void Committed(IReadOnlyCollection<OutboxMessage> messages)
    {
        if (messages.Count > 0 && CommittedEvents.IsCollecting)
        {
            // The unit learns no time from the database; the id's own is that of the process, shortly before the commit.
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            CommittedEvents.Add(messages.Select(message => new CommittedEvent(message.Topic, message.Type, message.Id, now)));
        }
    }

    /// <summary>Refuses an event that the broker would refuse, before anything is committed.</summary>
    /// <param name="maxBytes"><see cref="MessagingOptions.MaxEventBytes"/>.</param>
    /// <exception cref="EventTooLargeException">Payload and key are larger.</exception>
    public OutboxMessage OfAtMost(int maxBytes)
    {
        // A character takes three bytes at most; the key is sent twice, as itself and as the subject.
        if (((long)Payload.Length + (2L * Key.Length)) * 3 <= maxBytes)
        {
            return this;
        }

        var size = Encoding.UTF8.GetByteCount(Payload) + (2L * Encoding.UTF8.GetByteCount(Key));
        return size <= maxBytes
            ? this
            : throw new EventTooLargeException(string.Create(
                CultureInfo.InvariantCulture, $"The {Type} event takes {size} bytes; Messaging:MaxEventBytes allows {maxBytes}."));
    }
}
