using Microsoft.Extensions.Logging;

namespace DbPerService.Databases;

/// <summary>Log lines that several kinds of database write.</summary>
public static partial class DatabasesLog
{
    /// <summary>The clock goes on without the database.</summary>
    [LoggerMessage(
        40, LogLevel.Warning, "The database's clock cannot be read; its last reading is advanced by this process's clock: {Reason}")]
    internal static partial void DatabaseClockUnread(this ILogger logger, string reason);

    /// <summary>There is a server to wait for.</summary>
    [LoggerMessage(41, LogLevel.Warning, "ConnectionStrings:{Setting}: waiting for {Server}: {Reason}")]
    internal static partial void WaitingForServer(this ILogger logger, string setting, string server, string reason);

    /// <summary>What a <see cref="DatabaseJob"/> has done.</summary>
    [LoggerMessage(42, LogLevel.Information, "{Service}: {What}")]
    public static partial void Prepared(this ILogger logger, string service, string what);
}
