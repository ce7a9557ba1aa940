using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.Gateway.Calls;

/// <summary>Never unhealthy: without a service, everything else still works.</summary>
sealed class ServicesHealthCheck(ServiceStates states) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var failing = states.Failing;
        return Task.FromResult(failing.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                string.Join("; ", failing.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}: {entry.Value}"))));
    }
}
