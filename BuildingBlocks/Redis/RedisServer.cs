using System.Security.Authentication;
using DbPerService.Databases;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>A Redis server as one login sees it.</summary>
/// <param name="setting">The name of the login's connection string.</param>
/// <param name="connection">The login.</param>
public sealed class RedisServer(string setting, RedisConnection connection) : IDatabaseServer
{
    const string KeepsAll = "noeviction";

    /// <summary>The server's persistence, as far as this login can read it.</summary>
    enum Durability
    {
        Durable,
        Unknown,
        NotDurable,
    }

    /// <inheritdoc />
    public string Setting => setting;

    /// <inheritdoc />
    public string Name => $"Redis at {connection.Server}";

    /// <inheritdoc />
    public Task PingAsync(CancellationToken cancellationToken) =>
        connection.CallAsync(database => database.KeyExistsAsync(connection.Keys.Probe), cancellationToken);

    /// <inheritdoc />
    public bool IsTransient(Exception exception) => RedisFailures.IsTransient(exception);

    /// <inheritdoc />
    public string Reason(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        // The client's message goes on for a paragraph about thread pools.
        return exception.GetBaseException().Message.Split(['\n', '(', ';'], 2)[0].Trim();
    }

    /// <inheritdoc />
    public ServerProblem? Problem(Exception exception)
    {
        // The client treats it as a refused login.
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return new("has a certificate that this login does not trust", cause.Message);
            }
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause.Message.Contains("NOPERM", StringComparison.Ordinal)
                || cause.Message.Contains("The user executing the script can't", StringComparison.Ordinal))
            {
                return new("accepts this login, but it lacks a right that the service needs", cause.Message.Split(" script:", 2)[0]);
            }

            if (cause is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
                || cause.Message.Contains("WRONGPASS", StringComparison.Ordinal)
                || cause.Message.Contains("NOAUTH", StringComparison.Ordinal))
            {
                return new("refuses the login: user or password is wrong");
            }
        }

        return null;
    }

    /// <summary>Tries each kind of write.</summary>
    internal Task ProbeAsync(CancellationToken cancellationToken) =>
        connection.RunAsync(RedisScripts.Probe, [connection.Keys.Probe], [], cancellationToken);

    /// <summary>Finds out whether a write is on disk before it is answered, and stays there when memory runs out; logs when it is not so.</summary>
    /// <param name="isRequired">Whether a server that replies earlier, or evicts, is refused.</param>
    /// <param name="logger">Gets a line where it is not refused.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="InvalidOperationException">A required setting is missing; the message says what to set where.</exception>
    internal async Task CheckDurabilityAsync(bool isRequired, ILogger logger, CancellationToken cancellationToken)
    {
        if (await EvictionPolicyAsync(cancellationToken) is { } policy and not KeepsAll)
        {
            Report($"evicts data when its memory is full (maxmemory-policy {policy})", $"maxmemory-policy {KeepsAll}");
            return;
        }

        var (durability, found) = await DurabilityAsync(cancellationToken);
        switch (durability)
        {
            case Durability.NotDurable:
                Report($"replies before a write is on disk ({found})", "appendonly yes and appendfsync always");
                break;
            case Durability.Unknown:
                logger.DurabilityUnknown(setting, Name);
                break;
        }

        void Report(string what, string remedy)
        {
            if (isRequired)
            {
                throw new InvalidOperationException(
                    $"ConnectionStrings:{setting}: {Name} {what}. Set {remedy} there, or Redis:RequireDurability to false here.");
            }

            logger.NotDurable(setting, Name, what);
        }
    }

    async Task<(Durability Durability, string Found)> DurabilityAsync(CancellationToken cancellationToken)
    {
        try
        {
            var appendOnly = await SettingAsync("appendonly", cancellationToken);
            var sync = await SettingAsync("appendfsync", cancellationToken);
            return (appendOnly == "yes" && sync == "always" ? Durability.Durable : Durability.NotDurable,
                $"appendonly {appendOnly}, appendfsync {sync}");
        }
        catch (RedisServerException)
        {
            // Reading the configuration is an administrator's right, because it contains passwords.
        }

        try
        {
            var info = (string?)await connection.CallAsync(
                database => database.ExecuteAsync("INFO", "persistence"), cancellationToken) ?? "";
            return info.Contains("aof_enabled:0", StringComparison.Ordinal)
                ? (Durability.NotDurable, "appendonly no")
                : (Durability.Unknown, "");
        }
        catch (RedisServerException)
        {
            return (Durability.Unknown, "");
        }
    }

    /// <summary>What the server does when its memory is full, even if it has no limit yet; null if the login cannot read it.</summary>
    async Task<string?> EvictionPolicyAsync(CancellationToken cancellationToken)
    {
        const string Field = "maxmemory_policy:";
        try
        {
            var info = (string?)await connection.CallAsync(database => database.ExecuteAsync("INFO", "memory"), cancellationToken) ?? "";
            return info.Split('\n').FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal))?[Field.Length..].Trim();
        }
        catch (RedisServerException)
        {
            return null;
        }
    }

    async Task<string> SettingAsync(string setting, CancellationToken cancellationToken)
    {
        var answer = await connection.CallAsync(database => database.ExecuteAsync("CONFIG", "GET", setting), cancellationToken);
        return (string[]?)answer is [_, var value] ? value : "?";
    }
}
