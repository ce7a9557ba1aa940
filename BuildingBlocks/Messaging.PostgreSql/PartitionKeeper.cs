using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>Creates the next daily partitions of outbox and inbox and drops those past retention.</summary>
sealed class PartitionKeeper(
    NpgsqlDataSource dataSource, PostgresMessagingOptions options, TimeProvider time, ILogger<PartitionKeeper> logger)
    : BackgroundService, IMessagingConcern
{
    static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(30);

    volatile int _kept;

    /// <inheritdoc />
    public IEnumerable<string> Current => _kept == 0
        ? []
        : [$"{_kept} outbox partitions past retention are kept: not all of their events are in the broker"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = options.MaintenanceInterval;
            try
            {
                await using var command = dataSource.CreateCommand(Sql.Maintain);
                command.Parameters.Add(PostgresTransaction.Parameter(options.Retention));
                var kept = await command.ExecuteScalarAsync(stoppingToken) as int? ?? 0;
                if (kept > _kept)
                {
                    logger.RetentionHeldBack(kept);
                }

                _kept = kept;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                next = next < RetryInterval ? next : RetryInterval;
                var isUnavailable = PostgresFailures.IsTransient(exception);
                logger.MaintenanceFailed(next, exception.GetBaseException().Message, isUnavailable ? null : exception);
            }

            await Task.Delay(next, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
