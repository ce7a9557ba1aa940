using DbPerService.Databases;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>Tells a server that is unavailable, starting or full from a command that is wrong.</summary>
public static class RedisFailures
{
    // Error prefixes of Redis 7. CONFLICT is from unit.lua. After NOSCRIPT the client sends the script's text again.
    static readonly string[] Passing =
        ["LOADING", "BUSY", "MASTERDOWN", "READONLY", "TRYAGAIN", "CLUSTERDOWN", "OOM", "MISCONF", "NOREPLICAS", "NOSCRIPT", "CONFLICT"];

    /// <summary>Whether repeating the unit of work may help.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        RedisServerException server => Passing.Any(prefix => server.Message.StartsWith(prefix, StringComparison.Ordinal)),
        RedisConnectionException or RedisTimeoutException or DatabaseUnavailableException => true,
        { InnerException: { } inner } => IsTransient(inner),
        _ => false,
    };
}
