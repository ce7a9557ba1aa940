using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>Creates the next daily partitions of outbox and inbox and drops those past retention.</summary>
sealed class PartitionKeeper(
    NpgsqlDataSource dataSource, PostgresMessagingOptions options, TimeProvider time, ILogger<PartitionKeeper> logger)
    : BackgroundService, IMessagingConcern
{
    static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    volatile int _kept;

    /// <inheritdoc />
    public IEnumerable<string> Current => _kept == 0
        ? []
        : [$"{_kept} outbox partitions past retention are kept: not all of their events are in the broker"];

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retry = options.MaintenanceInterval < LongestRetry ? options.MaintenanceInterval : LongestRetry;
        return new PeriodicWork(options.MaintenanceInterval, time) { RetryInterval = retry }.RunAsync(
            MaintainAsync,
            failure => logger.MaintenanceFailed(
                retry, failure.GetBaseException().Message, PostgresFailures.IsTransient(failure) ? null : failure),
            stoppingToken);
    }

    async Task MaintainAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sql.Maintain);
        command.Parameters.Add(PostgresTransaction.Parameter(options.Retention));
        var kept = await command.ExecuteScalarAsync(cancellationToken) as int? ?? 0;
        if (kept > _kept)
        {
            logger.RetentionHeldBack(kept);
        }

        _kept = kept;
    }
}
