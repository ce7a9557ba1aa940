using Microsoft.Extensions.Logging;

namespace DbPerService.Redis;

static partial class RedisLog
{
    [LoggerMessage(202, LogLevel.Information,
        "ConnectionStrings:{Setting}: {Server} does not let this login read its settings; it must have appendfsync always.")]
    public static partial void DurabilityUnknown(this ILogger logger, string setting, string server);

    [LoggerMessage(203, LogLevel.Warning, "ConnectionStrings:{Setting}: {Server} {What}.")]
    public static partial void NotDurable(this ILogger logger, string setting, string server, string what);
}
