using System.Security.Authentication;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>Checks a server before it is used, and reports problems in one line.</summary>
sealed class RedisServer(string name, RedisConnection connection)
{
    const string KeepsAll = "noeviction";

    /// <summary>The server's persistence, as far as this login can read it.</summary>
    public enum Durability
    {
        Durable,
        Unknown,
        NotDurable,
    }

    /// <summary>Connects and tries each kind of write.</summary>
    /// <exception cref="InvalidOperationException">The login is wrong or may not write; waiting would not help.</exception>
    /// <exception cref="RedisException">The server is unavailable or not ready yet.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.RunAsync(RedisScripts.Probe, [connection.Keys.Probe], [], cancellationToken);
        }
        catch (Exception exception) when (LoginProblem(exception) is { } problem)
        {
            throw new InvalidOperationException($"ConnectionStrings:{name}: Redis at {connection.Server} {problem}", exception);
        }
    }

    /// <summary>Checks that a write is on disk before the reply, and is kept when memory runs out.</summary>
    /// <param name="isRequired">Whether a server that replies earlier, or evicts, is refused.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="InvalidOperationException">A required setting is missing; the message says what to set where.</exception>
    public async Task<(Durability Durability, string Found)> CheckDurabilityAsync(bool isRequired, CancellationToken cancellationToken)
    {
        if (await EvictionPolicyAsync(cancellationToken) is { } policy and not KeepsAll)
        {
            return isRequired
                ? throw new InvalidOperationException(
                    $"ConnectionStrings:{name}: Redis at {connection.Server} evicts data when its memory is full (maxmemory-policy {policy}). " +
                    $"Set maxmemory-policy {KeepsAll} there, or Messaging:Redis:RequireDurability to false here.")
                : (Durability.NotDurable, $"maxmemory-policy {policy}");
        }

        var (durability, found) = await DurabilityAsync(cancellationToken);
        return durability == Durability.NotDurable && isRequired
            ? throw new InvalidOperationException(
                $"ConnectionStrings:{name}: Redis at {connection.Server} replies before a write is on disk ({found}). " +
                "Set appendonly yes and appendfsync always there, or Messaging:Redis:RequireDurability to false here.")
            : (durability, found);
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

    static string? LoginProblem(Exception exception)
    {
        // The client treats it as a refused login.
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return $"has a certificate that this login does not trust: {cause.Message}";
            }
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause.Message.Contains("NOPERM", StringComparison.Ordinal)
                || cause.Message.Contains("The user executing the script can't", StringComparison.Ordinal))
            {
                return $"accepts this login, but it lacks a right that the service needs: {cause.Message.Split(" script:", 2)[0]}";
            }

            if (cause is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
                || cause.Message.Contains("WRONGPASS", StringComparison.Ordinal)
                || cause.Message.Contains("NOAUTH", StringComparison.Ordinal))
            {
                return "refuses the login: user or password is wrong.";
            }
        }

        return null;
    }
}
