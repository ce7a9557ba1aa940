using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>Whether the service's own Redis responds.</summary>
sealed class RedisHealthCheck(RedisConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await connection.CallAsync(database => database.KeyExistsAsync(connection.Keys.Outbox), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is RedisAwayException or RedisException)
        {
            return HealthCheckResult.Unhealthy(connection.Describe(exception));
        }
    }
}
