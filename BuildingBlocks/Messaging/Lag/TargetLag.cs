using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>
/// Sync lag as the source sees it: for each target the age of the oldest committed event that it has not applied, read from the target's
/// committed offsets. A target that is dead shows a growing age and never zero; so does an outbox whose relay is.
/// Exact within the interval at which offsets are committed and this is measured.
/// </summary>
sealed class TargetLag(
    KafkaClients kafka, TopicInitializer topics, IOutboxSource outbox, RelayStatus relay, MessagingOptions options, TimeProvider time,
    ILogger<TargetLag> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    readonly Dictionary<(string Target, TopicPartition Partition), (long Offset, DateTimeOffset Time)> _oldest = [];
    volatile IReadOnlyList<TargetStatus> _current = [];
    DateTimeOffset _measuredAt;

    /// <summary>The last measurement, aged to now.</summary>
    public IReadOnlyList<TargetStatus> Current
    {
        get
        {
            var since = (time.GetUtcNow() - _measuredAt).TotalSeconds;
            // A measurement that no longer comes means that the broker is away: whatever was open has grown older.
            return since < 3 * Interval.TotalSeconds
                ? _current
                : [.. _current.Select(t => t.OldestUnappliedAge > 0 ? t with { OldestUnappliedAge = t.OldestUnappliedAge + since } : t)];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        MessagingTelemetry.Meter.CreateObservableGauge(
            "dbperservice.sync.oldest_unapplied.age", Observe, "s", "Age of the oldest committed event that a target has not applied.");
        await topics.ReadyAsync(stoppingToken);
        var observers = options.Targets.Values.SelectMany(targets => targets).Distinct()
            .ToDictionary(target => target, kafka.Observer);
        string? said = null;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    var outboxAge = await OutboxAgeAsync(stoppingToken);
                    // The client's calls block.
                    _current = await Task.Run(() => Measure(observers, outboxAge), stoppingToken);
                    _measuredAt = time.GetUtcNow();
                    said = null;
                }
                catch (Exception) when (stoppingToken.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception exception)
                {
                    // Said when it changes, not every time.
                    var reason = Failure.Reason(exception);
                    if (reason != said)
                    {
                        logger.TargetLagUnknown(reason, Failure.Unexpected(exception));
                        said = reason;
                    }
                }

                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            foreach (var observer in observers.Values)
            {
                observer.Dispose();
            }
        }
    }

    /// <summary>Age of the oldest event that is committed and not in the broker. A stand-by leaves it to the relay that is active.</summary>
    async Task<double> OutboxAgeAsync(CancellationToken cancellationToken)
    {
        var oldest = relay.State switch
        {
            RelayState.Active => relay.Run?.OldestOutstanding,
            RelayState.Down => await outbox.OldestPendingAsync(cancellationToken),
            _ => null,
        };
        return oldest is { } since ? Math.Max(0, (time.GetUtcNow() - since).TotalSeconds) : 0;
    }

    List<TargetStatus> Measure(Dictionary<string, IConsumer<byte[], byte[]>> observers, double outboxAge) =>
        [.. from entry in options.Targets
            from target in entry.Value
            select new TargetStatus(target, entry.Key, Math.Max(outboxAge, AgeOf(observers[target], target, entry.Key)))];

    double AgeOf(IConsumer<byte[], byte[]> observer, string target, string topic)
    {
        var partitions = Enumerable.Range(0, options.Kafka.Partitions).Select(p => new TopicPartition(topic, p)).ToList();
        DateTimeOffset? oldest = null;
        foreach (var committed in observer.Committed(partitions, CallTimeout))
        {
            var marks = observer.QueryWatermarkOffsets(committed.TopicPartition, CallTimeout);
            // An offset beyond the end is one of a log that the broker has lost since: of the one it has now nothing is read.
            var isRead = !committed.Offset.IsSpecial && committed.Offset.Value <= marks.High.Value;
            var next = isRead ? Math.Max(committed.Offset.Value, marks.Low.Value) : marks.Low.Value;
            if (next < marks.High.Value && TimeAt(observer, target, new TopicPartitionOffset(committed.TopicPartition, next)) is { } at
                && (oldest is null || at < oldest))
            {
                oldest = at;
            }
        }

        return oldest is { } since ? Math.Max(0, (time.GetUtcNow() - since).TotalSeconds) : 0;
    }

    /// <summary>The owner's commit time of one message: its Kafka timestamp. A target that stands still is not read twice.</summary>
    DateTimeOffset? TimeAt(IConsumer<byte[], byte[]> observer, string target, TopicPartitionOffset position)
    {
        if (_oldest.TryGetValue((target, position.TopicPartition), out var known) && known.Offset == position.Offset.Value)
        {
            return known.Time;
        }

        observer.Assign(position);
        try
        {
            if (observer.Consume(CallTimeout) is not { } result)
            {
                return null;
            }

            var at = new DateTimeOffset(result.Message.Timestamp.UtcDateTime, TimeSpan.Zero);
            _oldest[(target, position.TopicPartition)] = (position.Offset.Value, at);
            return at;
        }
        finally
        {
            observer.Unassign();
        }
    }

    IEnumerable<Measurement<double>> Observe() => Current.Select(t => new Measurement<double>(
        t.OldestUnappliedAge,
        new("source", options.Service), new("target", t.Target), new("messaging.destination.name", t.Topic)));
}
