using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>Whether the service's own MongoDB answers.</summary>
sealed class MongoHealthCheck(MongoConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await connection.CallAsync(
                database => database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), null, cancellationToken));
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is MongoAwayException or MongoException)
        {
            return HealthCheckResult.Unhealthy(MongoFailures.FirstLine(exception.Message));
        }
    }
}
