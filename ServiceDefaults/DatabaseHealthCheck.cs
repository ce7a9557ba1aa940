using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.ServiceDefaults;

/// <summary>Whether the service's own database responds.</summary>
sealed class DatabaseHealthCheck<TDataSource>(TDataSource database) : IHealthCheck where TDataSource : DbDataSource
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            // Never the exception's text, which may reveal too much.
            return HealthCheckResult.Unhealthy("The service's database is unavailable.");
        }
    }
}

public static class DatabaseHealthCheckExtensions
{
    /// <summary>Adds the service's own database to /health.</summary>
    public static IHealthChecksBuilder AddDatabaseCheck<TDataSource>(this IHealthChecksBuilder checks) where TDataSource : DbDataSource =>
        checks.AddCheck<DatabaseHealthCheck<TDataSource>>("database");
}
