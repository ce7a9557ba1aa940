using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.Messaging;

/// <summary>Degraded when a target's copy, or the outbox itself, is further behind than <see cref="MessagingOptions.LagThreshold"/>.</summary>
sealed class MessagingHealthCheck(TargetLag targets, MessagingOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var late = targets.Current.Where(t => t.OldestUnappliedAge > options.LagThreshold.TotalSeconds).ToList();
        return Task.FromResult(late.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join("; ", late.Select(t =>
                string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"{t.Target} has not applied an event of '{t.Topic}' that is {t.OldestUnappliedAge:F1} s old")))));
    }
}
