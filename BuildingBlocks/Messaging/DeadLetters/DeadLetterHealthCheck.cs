using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.Messaging;

/// <summary>Degraded while dead letters wait: their keys are blocked until an operator redrives or discards them.</summary>
sealed class DeadLetterHealthCheck(DeadLetterMonitor monitor) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var counts = monitor.Counts;
        var waiting = counts.Sum(count => count.Count);
        return Task.FromResult(waiting == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Create(
                CultureInfo.InvariantCulture,
                $"{waiting} {(waiting == 1 ? "event waits as a dead letter" : "events wait as dead letters, the oldest")} for {Age(counts)}.")));
    }

    static string Age(IReadOnlyList<DeadLetterCount> counts) =>
        TimeSpan.FromSeconds(Math.Floor(counts.Max(count => count.OldestAge).TotalSeconds)).ToString("c", CultureInfo.InvariantCulture);
}
