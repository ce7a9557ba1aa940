using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.MongoDB;

/// <summary>Prepares a service's own MongoDB: a job that runs before the service, with a login that the service never gets.</summary>
public static class MongoDatabase
{
    const int UserNotFound = 11;
    const int UserExists = 51003;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Grants the login of the connection string <paramref name="service"/> the role readWrite on the service's own database and no other,
    /// using the administrator's login (<c>{service}-admin</c>), if one is given. May be repeated. Waits up to a minute for the server.
    /// </summary>
    /// <returns>The process's exit status: 0, or 1 after one line on standard error.</returns>
    public static async Task<int> MigrateAsync(string service, CancellationToken cancellationToken = default)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        var logger = loggers.CreateLogger(nameof(MongoDatabase));
        try
        {
            var runtime = MongoLogin.Read(configuration, service);
            if (configuration.GetConnectionString(service + "-admin") is not null)
            {
                var admin = MongoLogin.Read(configuration, service + "-admin");
                await ProvisionAsync(service, runtime, admin, Patience, logger, cancellationToken);
                logger.Provisioned(service, runtime.Username);
            }

            return 0;
        }
        catch (InvalidOperationException exception)
        {
            await Console.Error.WriteLineAsync($"{service}: MongoDB could not be prepared: {exception.Message}");
            return 1;
        }
    }

    /// <exception cref="InvalidOperationException">It failed; the message names the setting to check.</exception>
    internal static async Task ProvisionAsync(
        string service, MongoUrl runtime, MongoUrl admin, TimeSpan patience, ILogger logger, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(runtime.Username) || string.IsNullOrEmpty(runtime.Password))
        {
            throw new InvalidOperationException($"ConnectionStrings:{service} has no user and password.");
        }

        using var connection = new MongoConnection(service, admin);
        // The database in which the driver authenticates.
        var users = connection.At(runtime.AuthenticationSource ?? runtime.DatabaseName ?? "admin");
        var rights = new BsonDocument
        {
            { "pwd", runtime.Password },
            { "roles", new BsonArray { new BsonDocument { { "role", "readWrite" }, { "db", runtime.DatabaseName ?? service } } } },
        };
        var started = TimeProvider.System.GetTimestamp();
        var said = false;
        while (true)
        {
            try
            {
                await GrantAsync(users, runtime.Username, rights, cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is MongoException or TimeoutException)
            {
                var passes = MongoFailures.IsTransient(exception) && connection.LoginProblem(exception) is null;
                if (!passes || TimeProvider.System.GetElapsedTime(started) > patience)
                {
                    throw new InvalidOperationException($"ConnectionStrings:{service}-admin: {connection.Describe(exception)}", exception);
                }

                if (!said)
                {
                    logger.WaitingForServer(service + "-admin", connection.Describe(exception));
                    said = true;
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    static async Task GrantAsync(IMongoDatabase users, string user, BsonDocument rights, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync("updateUser");
        }
        catch (MongoCommandException missing) when (missing.Code == UserNotFound)
        {
            try
            {
                await RunAsync("createUser");
            }
            catch (MongoCommandException exists) when (exists.Code == UserExists)
            {
                // Another job created it meanwhile.
                await RunAsync("updateUser");
            }
        }

        Task RunAsync(string command) => users.RunCommandAsync<BsonDocument>(
            new BsonDocument(command, user).AddRange(rights), cancellationToken: cancellationToken);
    }
}
