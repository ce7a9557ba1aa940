using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>Whether the service's own MongoDB responds and lets the service's login read; a ping would need no login.</summary>
sealed class MongoHealthCheck(MongoConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await connection[Names.Relay].Find(new BsonDocument()).Limit(1).FirstOrDefaultAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is MongoException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(connection.DescribePublicly(exception));
        }
    }
}
