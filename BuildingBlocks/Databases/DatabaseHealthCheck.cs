using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.Databases;

/// <summary>Whether the service's login can use its server, in words of our own: an exception's may tell who asks too much.</summary>
sealed class DatabaseHealthCheck(IDatabaseServer server) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await server.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var problem = server.Problem(exception)?.Words
                ?? (server.IsTransient(exception) ? "does not respond" : "refuses the health check's command");
            return HealthCheckResult.Unhealthy($"{server.Name} {problem}.");
        }
    }
}
