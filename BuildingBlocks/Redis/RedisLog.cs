using Microsoft.Extensions.Logging;

namespace DbPerService.Redis;

static partial class RedisLog
{
    [LoggerMessage(201, LogLevel.Warning, "ConnectionStrings:{Name}: waiting for Redis at {Server}: {Reason}")]
    public static partial void WaitingForServer(this ILogger logger, string name, string server, string reason);

    [LoggerMessage(202, LogLevel.Information,
        "ConnectionStrings:{Name}: Redis at {Server} does not let this login read its settings; it must have appendfsync always.")]
    public static partial void DurabilityUnknown(this ILogger logger, string name, string server);

    [LoggerMessage(203, LogLevel.Warning, "ConnectionStrings:{Name}: Redis at {Server} replies before a write is on disk ({Found}).")]
    public static partial void NotDurable(this ILogger logger, string name, string server, string found);

    [LoggerMessage(204, LogLevel.Information, "{Service}: the login '{User}' has its rights.")]
    public static partial void Provisioned(this ILogger logger, string service, string user);
}
