using Microsoft.Extensions.Options;
using Npgsql;

namespace DbPerService.Sessions.Data;

/// <summary>Deletes expired sessions from PostgreSQL, which nothing sees any more; Redis does that by itself.</summary>
sealed partial class ExpiredSessions(
    NpgsqlDataSource database, IOptions<SessionsOptions> options, TimeProvider time, ILogger<ExpiredSessions> logger) : BackgroundService
{
    // Short transactions, however many have expired.
    const int BatchSize = 1000;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new PeriodicWork(options.Value.CleanUpInterval, time)
            .RunAsync(DeleteAsync, failure => LogFailed(logger, failure.Message), stoppingToken);

    async Task DeleteAsync(CancellationToken stoppingToken)
    {
        int deleted;
        do
        {
            await using var command = database.CreateCommand(SessionSql.DeleteExpired);
            command.Parameters.AddWithValue(BatchSize);
            deleted = await command.ExecuteNonQueryAsync(stoppingToken);
        }
        while (deleted == BatchSize);
    }

    [LoggerMessage(1, LogLevel.Warning, "Expired sessions cannot be deleted for now: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
