using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DbPerService.Messaging;

/// <summary>
/// Sync lag as measured by the subscriber: from the owner's commit of an event to this service's commit of its effect, per edge (source,
/// target, event type).
/// </summary>
sealed class SyncLag
{
    // The Aspire dashboard shows a percentile as the upper bound of its bucket, and no exponential histograms: fine explicit bounds.
    static readonly double[] Bounds =
        [0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.0125, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    static readonly Histogram<double> Lag = MessagingTelemetry.Meter.CreateHistogram(
        "dbperservice.sync.lag", "s", "From the owner's commit of an event to the commit of its effect here.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds });

    static readonly Histogram<double> ProcessDuration = MessagingTelemetry.Meter.CreateHistogram<double>(
        "messaging.process.duration", "s", "Duration of applying a batch of messages.");

    static readonly Counter<long> Consumed = MessagingTelemetry.Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages applied.");

    static readonly Counter<long> DeadLetteredCount = MessagingTelemetry.Meter.CreateCounter<long>(
        "dbperservice.dead_letters", "{message}", "Messages that could not be applied and became dead letters.");

    const int MaxEdges = 200;
    const string OtherSources = "(others)";

    readonly string _target;
    readonly ConcurrentDictionary<(string Topic, string Source, string Type), LagEdge> _edges = new();

    public SyncLag(MessagingOptions options, TimeProvider time)
    {
        _target = options.Service;
        StartedAt = time.GetUtcNow();
    }

    /// <summary>Since when events are counted.</summary>
    public DateTimeOffset StartedAt { get; }

    public IReadOnlyCollection<LagEdge> Edges => [.. _edges.Values];

    public void Applied(List<ConsumedMessage> messages, DateTimeOffset now, TimeSpan duration)
    {
        foreach (var message in messages)
        {
            var edge = EdgeOf(message);
            // The clocks of two machines may differ: an effect never precedes its cause.
            var lag = Math.Max(0, (now - message.Time).TotalSeconds);
            edge.Applied(message, now, lag);
            Lag.Record(lag, edge.Tags);
        }

        if (messages.Count > 0)
        {
            var tags = new TagList
            {
                { "messaging.system", "kafka" },
                { "messaging.operation.name", "process" },
                { "messaging.consumer.group.name", _target },
            };
            Consumed.Add(messages.Count, tags);
            ProcessDuration.Record(duration.TotalSeconds, tags);
        }
    }

    LagEdge EdgeOf(ConsumedMessage message) =>
        _edges.TryGetValue((message.Topic, message.Source, message.Type), out var edge) ? edge : NewEdge(message);

    // Topic and type are this service's own; anybody who may write to the topic chooses the source.
    LagEdge NewEdge(ConsumedMessage message) => _edges.GetOrAdd(
        (message.Topic, _edges.Count < MaxEdges ? message.Source : OtherSources, message.Type),
        key => new LagEdge(key.Topic, key.Source, key.Type, _target));

    public void DeadLettered() => DeadLetteredCount.Add(1, new KeyValuePair<string, object?>("messaging.consumer.group.name", _target));
}

/// <summary>One edge: how many events it has carried and how late.</summary>
sealed class LagEdge(string topic, string source, string type, string target)
{
    sealed record LastEvent(Guid Id, DateTimeOffset Time, DateTimeOffset AppliedAt);

    readonly LagHistogram _histogram = new();
    LastEvent? _last;

    public TagList Tags { get; } = new() { { "source", source }, { "target", target }, { "event.type", type } };

    public void Applied(ConsumedMessage message, DateTimeOffset now, double lag)
    {
        _histogram.Record(lag);
        Volatile.Write(ref _last, new LastEvent(message.Id, message.Time, now));
    }

    public SubscriptionStatus Status()
    {
        var summary = _histogram.Summary();
        var last = Volatile.Read(ref _last);
        return new SubscriptionStatus(topic, source, type, last?.Id, last?.Time, last?.AppliedAt, summary.Count,
            new LagQuantiles(summary.Count, summary.P50, summary.P95, summary.P99, summary.Max), summary.Buckets);
    }
}
