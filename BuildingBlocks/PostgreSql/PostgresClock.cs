using DbPerService.Databases;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DbPerService.PostgreSql;

/// <summary>The clock of a service's PostgreSQL server.</summary>
sealed class PostgresClock(NpgsqlDataSource runtime, TimeProvider time, ILogger<PostgresClock> logger) : DatabaseClock(time, logger)
{
    protected override async ValueTask<DateTimeOffset> AskAsync(CancellationToken cancellationToken)
    {
        await using var command = runtime.CreateCommand("SELECT clock_timestamp()");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetFieldValue<DateTimeOffset>(0);
    }
}
