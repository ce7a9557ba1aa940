using Microsoft.Extensions.Logging;

namespace DbPerService.PostgreSql;

static partial class PostgresLog
{
    [LoggerMessage(104, LogLevel.Information, "{Service}: {What}")]
    public static partial void Migrated(this ILogger logger, string service, string what);

    [LoggerMessage(105, LogLevel.Warning, "ConnectionStrings:{Name}: waiting for PostgreSQL at {Server}: {Reason}")]
    public static partial void WaitingForServer(this ILogger logger, string name, string server, string reason);
}
