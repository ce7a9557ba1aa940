using Microsoft.Extensions.Logging;

namespace DbPerService.Databases;

static partial class ClockLog
{
    [LoggerMessage(
        40, LogLevel.Warning, "The database's clock cannot be read; its last reading is advanced by this process's clock: {Reason}")]
    public static partial void DatabaseClockUnread(this ILogger logger, string reason);
}
