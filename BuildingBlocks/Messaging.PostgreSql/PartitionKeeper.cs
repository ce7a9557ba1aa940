using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>Makes the outbox's and inbox's next daily partitions and drops those past retention.</summary>
sealed class PartitionKeeper(
    NpgsqlDataSource dataSource, PostgresMessagingOptions options, TimeProvider time, ILogger<PartitionKeeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var command = dataSource.CreateCommand(Sql.Maintain);
                command.Parameters.Add(PostgresUnitOfWork.Parameter(options.Retention));
                await command.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.MaintenanceFailed(options.MaintenanceInterval, exception);
            }

            await Task.Delay(options.MaintenanceInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
