using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>Prepares a service's own Redis: a job that runs before the service, with a login that the service never gets.</summary>
public static class RedisDatabase
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Grants the login of the connection string <paramref name="service"/> only the rights it needs, using the administrator's login
    /// (<c>{service}-admin</c>), if one is given, and refuses a server that may lose acknowledged writes unless
    /// <c>Messaging:Redis:RequireDurability</c> is false. May be repeated. Waits up to a minute for the server.
    /// </summary>
    /// <returns>The process's exit status: 0, or 1 after one line on standard error.</returns>
    public static async Task<int> MigrateAsync(string service, CancellationToken cancellationToken = default)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        var logger = loggers.CreateLogger(nameof(RedisDatabase));
        try
        {
            var runtime = RedisLogin.Read(configuration, service);
            if (configuration.GetConnectionString(service + "-admin") is not null)
            {
                var admin = RedisLogin.Read(configuration, service + "-admin");
                await ProvisionAsync(service, runtime, admin, RequiresDurability(configuration), cancellationToken);
                logger.Provisioned(service, runtime.User ?? "default");
            }

            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or RedisException or RedisAwayException)
        {
            await Console.Error.WriteLineAsync($"{service}: Redis could not be prepared: {exception.Message}");
            return 1;
        }
    }

    static bool RequiresDurability(IConfiguration configuration) =>
        configuration.GetValue("Messaging:Redis:RequireDurability", true);

    internal static async Task ProvisionAsync(
        string service, ConfigurationOptions runtime, ConfigurationOptions admin, bool requiresDurability,
        CancellationToken cancellationToken)
    {
        if (runtime.User is not { Length: > 0 } user || runtime.Password is not { Length: > 0 } password)
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{service} has no user and password (host:port,user=…,password=…).");
        }

        await using var connection = new RedisConnection(service, admin);
        var server = new RedisServer(service + "-admin", connection);
        await WaitAsync(server, cancellationToken);
        // The service's own login may not be able to read the server's persistence settings.
        await server.CheckDurabilityAsync(requiresDurability, cancellationToken);
        // Reads and writes of the service's own keys, and scripts, which run with the same rights; nothing that concerns the whole server.
        await connection.CallAsync(
            database => database.ExecuteAsync(
                "ACL", "SETUSER", user, "reset", "on", ">" + password, "~" + connection.Keys.Pattern, "+@read", "+@write", "+@connection",
                "-@dangerous", "-@blocking", "+xread", "+eval", "+evalsha", "+script|load", "+time", "+info"),
            cancellationToken);
        try
        {
            await connection.CallAsync(database => database.ExecuteAsync("ACL", "SAVE"), cancellationToken);
        }
        catch (RedisServerException)
        {
            // Without an aclfile, users are in the server's configuration, or are created by this job at every start.
        }
    }

    static async Task WaitAsync(RedisServer server, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await server.ProbeAsync(cancellationToken);
                return;
            }
            catch (Exception exception)
                when (exception is not InvalidOperationException && RedisFailures.IsTransient(exception)
                    && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}
