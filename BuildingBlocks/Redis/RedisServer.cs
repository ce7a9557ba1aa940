using System.Security.Authentication;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>Looks at a server before it is trusted, and says in one line what is wrong with it.</summary>
sealed class RedisServer(string name, RedisConnection connection)
{
    const string KeepsAll = "noeviction";

    /// <summary>How the server keeps what it is told, as far as this login may know.</summary>
    public enum Durability
    {
        Durable,
        Unknown,
        NotDurable,
    }

    /// <summary>Connects and tries each kind of write.</summary>
    /// <exception cref="InvalidOperationException">The login is wrong or may not write: waiting would not help.</exception>
    /// <exception cref="RedisException">The server is away or not ready yet.</exception>
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

    /// <summary>Finds out whether a write is on disk before it is answered, and stays there when memory runs out.</summary>
    /// <param name="isRequired">Whether a server that answers before, or evicts, is refused.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="InvalidOperationException">It does not, and is required to; the message says what to set where.</exception>
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
                $"ConnectionStrings:{name}: Redis at {connection.Server} answers before a write is on disk ({found}). " +
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
            // Reading the configuration is an administrator's right: it holds passwords.
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

    /// <summary>What the server does when its memory is full, even where it has no limit yet; null when the login may not know.</summary>
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
        // The client takes it for a refused login.
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return $"shows a certificate that this login does not trust: {cause.Message}";
            }
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause.Message.Contains("NOPERM", StringComparison.Ordinal)
                || cause.Message.Contains("The user executing the script can't", StringComparison.Ordinal))
            {
                return $"lets this login in, but not do what the service needs: {cause.Message.Split(" script:", 2)[0]}";
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
