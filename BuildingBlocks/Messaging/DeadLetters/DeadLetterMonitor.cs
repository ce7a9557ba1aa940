using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>
/// Keeps the number of waiting dead letters for health and metrics, and redrives those that may succeed later without help: what they
/// refer to was not visible, and may be by now.
/// </summary>
sealed class DeadLetterMonitor(
    IDeadLetterStore store, Redriver redriver, MessagingOptions options, TimeProvider time, ILogger<DeadLetterMonitor> logger) : BackgroundService
{
    // Health and metrics are read at any time; the database is queried at this interval.
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    readonly RedriveSchedule _schedule = new(time);
    volatile IReadOnlyList<DeadLetterCount> _counts = [];

    /// <summary>The waiting dead letters when the database was last queried.</summary>
    public IReadOnlyList<DeadLetterCount> Counts => _counts;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        AddGauges();
        return new PeriodicWork(Interval, time).RunAsync(
            LookAsync, failure => logger.DeadLettersUnknown(Failure.Reason(failure), Failure.Unexpected(failure)), stoppingToken);
    }

    async Task LookAsync(CancellationToken cancellationToken)
    {
        _counts = await store.CountAsync(cancellationToken);
        if (_counts.Any(count => count.Reason == DeadLetterReason.NotYetVisible))
        {
            await RedriveDueAsync(cancellationToken);
        }
    }

    async Task RedriveDueAsync(CancellationToken cancellationToken)
    {
        var filter = new DeadLetterFilter(Reason: DeadLetterReason.NotYetVisible);
        while (await store.ListAsync(filter, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var letter in page.Where(_schedule.IsDue))
            {
                await (letter.Key is null
                    ? redriver.RedriveAsync(letter.Id, cancellationToken)
                    : redriver.RedriveKeyAsync(letter.Topic, letter.Key, long.MaxValue, cancellationToken));
            }

            filter = filter with { After = page[^1].Position };
        }

        _schedule.Forget();
    }

    void AddGauges()
    {
        MessagingTelemetry.Meter.CreateObservableGauge(
            "dbperservice.dead_letters.waiting", () => _counts.Select(count => new Measurement<long>(count.Count, Tags(count))),
            "{message}", "Dead letters that wait.");
        MessagingTelemetry.Meter.CreateObservableGauge(
            "dbperservice.dead_letters.oldest_age",
            () => _counts.Select(count => new Measurement<double>(count.OldestAge.TotalSeconds, Tags(count))),
            "s", "For how long the oldest dead letter has waited.");
    }

    KeyValuePair<string, object?>[] Tags(DeadLetterCount count) =>
    [
        new("messaging.consumer.group.name", options.Service), new("messaging.destination.name", count.Topic),
        new("error.type", count.Reason.ToString()),
    ];
}
