using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>
/// Sync lag as measured by the owner: for each subscriber the age of the oldest committed event that it has not applied, read from its
/// committed offsets and from the outbox. Each is measured separately: while the broker or the database is unavailable, its last known
/// value keeps aging. Exact within the intervals at which offsets and the relay's cursor are saved and this is measured.
/// </summary>
sealed class SubscriberLag(
    IOutboxSource outbox, IBrokerView broker, DeliveryProgress progress, BrokerStatus status, ServiceTopics topics,
    MessagingOptions options, TimeProvider time, ILogger<SubscriberLag> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    readonly List<string> _topics = [.. topics.Published.Keys.Union(topics.Subscribed)];
    readonly List<string> _groups = [.. topics.Published.Values.SelectMany(subscribers => subscribers).Append(options.Service).Distinct()];
    readonly Dictionary<(string Subscriber, TopicPartition Partition), (long Offset, DateTimeOffset Time)> _oldest = [];
    readonly LagClock _clock = new(time);
    readonly Repetition _brokerFailures = new();
    readonly Repetition _outboxFailures = new();
    volatile Dictionary<(string Subscriber, string Topic), DateTimeOffset> _unapplied = [];

    /// <summary>The last measurements, aged to now.</summary>
    public IReadOnlyList<SubscriberStatus> Current =>
        [.. from entry in topics.Published
            from subscriber in entry.Value
            select new SubscriberStatus(subscriber, entry.Key, Math.Max(
                _clock.Age(_clock.OldestPending),
                _clock.Age(_unapplied.TryGetValue((subscriber, entry.Key), out var since) ? since : null)))];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        MessagingTelemetry.Meter.CreateObservableGauge(
            "dbperservice.sync.oldest_unapplied.age", Observe, "s", "Age of the oldest committed event that a subscriber has not applied.");
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            // The outbox first: what it reports as published is in the logs whose ends are measured after it.
            var published = await TryAsync(outbox.ProgressAsync, _outboxFailures, logger.OutboxProgressUnknown, stoppingToken);
            if (published is not null)
            {
                _clock.Set(published);
            }

            var sample = await TryAsync(_ => broker.MeasureAsync(_topics, _groups), _brokerFailures, logger.SubscriberLagUnknown, stoppingToken);
            var isComplete = sample is not null && _topics.TrueForAll(topic => sample.Logs.Keys.Any(partition => partition.Topic == topic));
            if (published is null || sample is null || !isComplete)
            {
                progress.Interrupt(isBroker: !isComplete);
            }
            else
            {
                progress.Add(began, time.GetTimestamp(), published, sample);
            }

            if (sample is not null)
            {
                status.Reached();
                await TryAsync(_ => OldestUnappliedAsync(sample), _brokerFailures, logger.SubscriberLagUnknown, stoppingToken);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<object> OldestUnappliedAsync(BrokerSample sample)
    {
        var unapplied = new Dictionary<(string, string), DateTimeOffset>();
        foreach (var (topic, subscribers) in topics.Published)
        {
            foreach (var subscriber in subscribers)
            {
                foreach (var partition in sample.Logs.Keys.Where(partition => partition.Topic == topic))
                {
                    if (sample.NextOf(subscriber, partition) is { } next && await TimeAtAsync(subscriber, partition, next) is { } at
                        && (!unapplied.TryGetValue((subscriber, topic), out var oldest) || at < oldest))
                    {
                        unapplied[(subscriber, topic)] = at;
                    }
                }
            }
        }

        return _unapplied = unapplied;
    }

    /// <summary>The owner's commit time of one message: its Kafka timestamp. A stalled subscriber's message is not read twice.</summary>
    async Task<DateTimeOffset?> TimeAtAsync(string subscriber, TopicPartition partition, long offset)
    {
        if (_oldest.TryGetValue((subscriber, partition), out var known) && known.Offset == offset)
        {
            return known.Time;
        }

        var at = await broker.TimeAtAsync(partition, offset);
        if (at is { } found)
        {
            _oldest[(subscriber, partition)] = (offset, found);
        }

        return at;
    }

    static async Task<T?> TryAsync<T>(
        Func<CancellationToken, Task<T>> measure, Repetition failures, Action<string, Exception?> report, CancellationToken stoppingToken)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(CallTimeout);
        try
        {
            var result = await measure(limit.Token);
            failures.End();
            return result;
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            if (failures.IsNew(Failure.Reason(exception)))
            {
                report(Failure.Reason(exception), Failure.Unexpected(exception));
            }

            return null;
        }
    }

    IEnumerable<Measurement<double>> Observe() => Current.Select(t => new Measurement<double>(
        t.OldestUnappliedAge,
        new("source", options.Service), new("target", t.Subscriber), new("messaging.destination.name", t.Topic)));
}
