using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.Messaging;

/// <summary>
/// Degraded while the service accepts work and cannot pass it on as it should: names the broker, a missing topic, the relay, or the
/// subscriber that lags by more than <see cref="MessagingOptions.LagThreshold"/>.
/// </summary>
sealed class MessagingHealthCheck(
    SubscriberLag subscribers, BrokerStatus broker, RelayStatus relay, IEnumerable<IMessagingConcern> concerns, MessagingOptions options)
    : IHealthCheck
{
    /// <summary>Several failed measurements, not a single slow one.</summary>
    static readonly TimeSpan BrokerSilence = TimeSpan.FromSeconds(6);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        List<string> found = [.. BrokerConcerns(), .. RelayConcerns(), .. LagConcerns(), .. concerns.SelectMany(concern => concern.Current)];
        return Task.FromResult(found.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join("; ", found)));
    }

    IEnumerable<string> BrokerConcerns()
    {
        if (broker.SinceReached is not { } since)
        {
            yield return $"The broker has not been reached yet ({Seconds(broker.SinceStart)} s since the start)";
        }
        else if (since > BrokerSilence)
        {
            yield return $"The broker has been unavailable for {Seconds(since)} s";
        }

        if (broker.MissingTopics is { Count: > 0 } missing)
        {
            yield return $"The broker lacks the topics {string.Join(", ", missing)}";
        }
    }

    IEnumerable<string> RelayConcerns()
    {
        if (relay.Blocked is { } reason)
        {
            yield return reason;
        }
        else if (relay.State == RelayState.Down)
        {
            yield return "The relay does not publish: it is starting, or the outbox's database or the broker is unavailable";
        }
    }

    IEnumerable<string> LagConcerns() => subscribers.Current
        .Where(lag => lag.OldestUnappliedAge > options.LagThreshold.TotalSeconds)
        .Select(lag => string.Create(
            CultureInfo.InvariantCulture, $"{lag.Subscriber} has not applied an event of '{lag.Topic}' that is {lag.OldestUnappliedAge:F1} s old"));

    static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
}
