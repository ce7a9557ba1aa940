using DbPerService.Databases;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>Prepares a service's own Redis: a job that runs before the service, with a login that the service never gets.</summary>
public static class RedisDatabase
{
    /// <summary>
    /// Grants the login of the connection string <paramref name="service"/> only the rights it needs, using the administrator's login
    /// (<c>{service}-admin</c>), if one is given, and refuses a server that may lose acknowledged writes unless
    /// <c>Redis:RequireDurability</c> is false. May be repeated. Waits up to a minute for the server.
    /// </summary>
    /// <returns>The process's exit status: 0, or 1 after one line on standard error.</returns>
    public static Task<int> MigrateAsync(string service) => DatabaseJob.RunAsync(service, async (configuration, logger) =>
    {
        var options = configuration.GetSection("Redis").Get<RedisOptions>() ?? new RedisOptions();
        var runtime = RedisLogin.Read(configuration, service).Client;
        if (configuration.GetConnectionString(service + "-admin") is not null)
        {
            var admin = RedisLogin.Read(configuration, service + "-admin").WithOptions(options);
            await ProvisionAsync(service, runtime, admin, options.RequireDurability, logger, CancellationToken.None);
            logger.Prepared(service, $"the login '{runtime.User}' has its rights");
        }
    });

    /// <summary>The kind <c>redis</c>, for a service that can run on several.</summary>
    /// <param name="add">Adds the database and the stores on it to the service.</param>
    /// <param name="migrateAsync">Prepares the database; gives the process's exit status.</param>
    public static DatabaseKind Kind(Action<IHostApplicationBuilder> add, Func<Task<int>> migrateAsync) => new(
        "redis",
        // host:port first, then options; connection strings of the other kinds begin with a name or a scheme.
        text => !text.Split(',')[0].Contains('=', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal),
        add, migrateAsync);

    /// <exception cref="InvalidOperationException">It failed; the message names the setting to check.</exception>
    internal static async Task ProvisionAsync(
        string service, ConfigurationOptions runtime, ConfigurationOptions admin, bool requiresDurability, ILogger logger,
        CancellationToken cancellationToken)
    {
        if (runtime.User is not { Length: > 0 } user || runtime.Password is not { Length: > 0 } password)
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{service} has no user and password (host:port,user=…,password=…).");
        }

        await using var connection = new RedisConnection(service, admin);
        var server = new RedisServer(service + "-admin", connection);
        await server.UntilAsync(server.ProbeAsync, TimeProvider.System, logger, DatabaseJob.Limit, cancellationToken);
        // The service's own login may not be able to read the server's persistence settings.
        await server.CheckDurabilityAsync(requiresDurability, logger, cancellationToken);
        try
        {
            // Reads and writes of the service's own keys, and scripts, which run with the same rights; nothing that concerns the whole server.
            await connection.CallAsync(
                database => database.ExecuteAsync(
                    "ACL", "SETUSER", user, "reset", "on", ">" + password, "~" + connection.Keys.Pattern, "+@read", "+@write",
                    "+@connection", "-@dangerous", "-@blocking", "+xread", "+eval", "+evalsha", "+script|load", "+time", "+info"),
                cancellationToken);
        }
        catch (RedisException exception)
        {
            throw new InvalidOperationException($"ConnectionStrings:{server.Setting}: {server.Name} fails: {server.Reason(exception)}", exception);
        }

        try
        {
            await connection.CallAsync(database => database.ExecuteAsync("ACL", "SAVE"), cancellationToken);
        }
        catch (RedisServerException)
        {
            // Without an aclfile, users are in the server's configuration, or are created by this job at every start.
        }
    }
}
