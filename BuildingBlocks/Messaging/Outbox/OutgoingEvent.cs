using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DbPerService.Messaging;

/// <summary>An event ready to be stored in an outbox: serialised, with the trace context of the moment it was created.</summary>
public sealed record OutgoingEvent(Guid Id, string Topic, string Key, string Type, string Payload, string? TraceParent, string? TraceState)
{
    /// <summary>
    /// Makes the stored form of an event. The creation gets a PRODUCER span of its own, whose context travels with the event
    /// unchanged, as the OpenTelemetry messaging conventions ask of a creation context.
    /// </summary>
    /// <param name="event">What happened.</param>
    /// <param name="traceParent">
    /// The context the event answers, where it is not that of the current activity: in a batch each event answers its own cause.
    /// </param>
    /// <param name="isDecided">False where a script in the database decides which event it is: the span names no type then.</param>
    public static OutgoingEvent From(IEvent @event, string? traceParent = null, bool isDecided = true)
    {
        var type = @event.GetType();
        var topic = EventTopic.Of(type);
        using var span = MessagingTelemetry.StartCreate(topic, isDecided ? type.Name : null, traceParent);
        var context = span ?? (traceParent is null ? Activity.Current : null);
        return new OutgoingEvent(
            Guid.CreateVersion7(), topic, @event.Key, type.Name,
            JsonSerializer.Serialize(@event, type, EventJson.Options), context?.Id ?? traceParent, context?.TraceStateString);
    }

    /// <summary>Refuses an event that the broker would refuse, while that costs no more than what was about to be committed with it.</summary>
    /// <param name="maxBytes"><see cref="MessagingOptions.MaxEventBytes"/>.</param>
    /// <exception cref="EventTooLargeException">Payload and key take more.</exception>
    public OutgoingEvent OfAtMost(int maxBytes)
    {
        // A character takes three bytes at most; the key travels twice, as itself and as the subject.
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
