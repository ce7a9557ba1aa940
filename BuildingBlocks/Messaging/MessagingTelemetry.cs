using System.Diagnostics;
using System.Diagnostics.Metrics;
using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>
/// Spans and instruments of the messaging building blocks, named after the OpenTelemetry
/// <see href="https://github.com/open-telemetry/semantic-conventions/tree/v1.44.0/docs/messaging">messaging conventions</see> 1.44
/// (development status).
/// </summary>
public static class MessagingTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "DbPerService.Messaging";

    internal static ActivitySource Source { get; } = new(Name);

    internal static Meter Meter { get; } = new(Name);

    internal static Activity? StartCreate(string topic, string? type, string? traceParent) =>
        Start("create", ActivityKind.Producer, topic, type, traceParent);

    internal static Activity? StartSend(OutboxMessage @event) =>
        @event.TraceParent is null ? null : Start("send", ActivityKind.Client, @event.Topic, @event.Type, @event.TraceParent)
            ?.SetTag("messaging.message.id", @event.Id.ToString())
            .SetTag("messaging.kafka.message.key", @event.Key.Shortened());

    /// <summary>Ends the span of a send with its outcome.</summary>
    internal static void EndSend(Activity? span, Error error)
    {
        if (error.IsError)
        {
            span?.SetStatus(ActivityStatusCode.Error, error.Reason).SetTag("error.type", error.Code.ToString());
        }

        span?.Dispose();
    }

    internal static Activity? StartProcess(ConsumedMessage message, string group) =>
        message.TraceParent is null ? null : Start("process", ActivityKind.Consumer, message.Topic, message.Type, message.TraceParent)
            ?.SetTag("messaging.message.id", message.Id.ToString())
            .SetTag("messaging.kafka.message.key", message.Key.Shortened())
            .SetTag("messaging.kafka.offset", message.Offset)
            .SetTag("messaging.destination.partition.id", message.Partition.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .SetTag("messaging.consumer.group.name", group);

    static Activity? Start(string operation, ActivityKind kind, string topic, string? type, string? traceParent)
    {
        // Without a listener, or if the trace was not sampled when it began, a span would cost time and show nothing.
        if (!Source.HasListeners() || traceParent?.EndsWith("-00", StringComparison.Ordinal) == true)
        {
            return null;
        }

        // Send and process continue the trace of the event's creation: each span handles that one message.
        var activity = traceParent is not null && ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? Source.StartActivity($"{operation} {topic}", kind, parent)
            : Source.StartActivity($"{operation} {topic}", kind);
        return activity
            ?.SetTag("messaging.system", "kafka")
            .SetTag("messaging.operation.name", operation)
            .SetTag("messaging.operation.type", operation)
            .SetTag("messaging.destination.name", topic)
            .SetTag("cloudevents.event_type", type);
    }
}
