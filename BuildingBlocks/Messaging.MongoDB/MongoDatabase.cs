using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>Prepares a service's own MongoDB: a job of its own, run before the service, with a login that the service never gets.</summary>
public static class MongoDatabase
{
    const int UserNotFound = 11;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Gives the login of the connection string <paramref name="service"/> the role readWrite on the service's own database and no other,
    /// with the administrator's login (<c>{service}-admin</c>), where one is given. May be repeated. Waits up to a minute for the server.
    /// </summary>
    /// <returns>The process's exit status: 0, or 1 after one line on standard error.</returns>
    public static async Task<int> MigrateAsync(string service, CancellationToken cancellationToken = default)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        var logger = loggers.CreateLogger(nameof(MongoDatabase));
        try
        {
            var runtime = MongoMessagingExtensions.ConnectionString(configuration, service);
            if (configuration.GetConnectionString(service + "-admin") is not null)
            {
                var admin = MongoMessagingExtensions.ConnectionString(configuration, service + "-admin");
                await ProvisionAsync(service, runtime, admin, cancellationToken);
                logger.Provisioned(service, runtime.Username);
            }

            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or MongoException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"{service}: MongoDB could not be prepared: {MongoFailures.FirstLine(exception.Message)}");
            return 1;
        }
    }

    internal static async Task ProvisionAsync(string service, MongoUrl runtime, MongoUrl admin, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(runtime.Username) || string.IsNullOrEmpty(runtime.Password))
        {
            throw new InvalidOperationException($"ConnectionStrings:{service} names no user and password.");
        }

        var database = runtime.DatabaseName ?? service;
        using var connection = new MongoConnection(service, admin);
        // Where the driver has the login looked up.
        var users = connection.At(runtime.AuthenticationSource ?? runtime.DatabaseName ?? "admin");
        var rights = new BsonDocument
        {
            { "pwd", runtime.Password },
            { "roles", new BsonArray { new BsonDocument { { "role", "readWrite" }, { "db", database } } } },
        };
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await GrantAsync(users, runtime.Username, rights, cancellationToken);
                return;
            }
            catch (Exception exception) when (connection.LoginProblem(exception) is { } problem)
            {
                throw new InvalidOperationException($"ConnectionStrings:{service}-admin: {problem}", exception);
            }
            catch (Exception exception)
                when (MongoFailures.IsTransient(exception) && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    static async Task GrantAsync(IMongoDatabase users, string user, BsonDocument rights, CancellationToken cancellationToken)
    {
        try
        {
            await users.RunCommandAsync<BsonDocument>(
                new BsonDocument("updateUser", user).AddRange(rights), cancellationToken: cancellationToken);
        }
        catch (MongoCommandException exception) when (exception.Code == UserNotFound)
        {
            await users.RunCommandAsync<BsonDocument>(
                new BsonDocument("createUser", user).AddRange(rights), cancellationToken: cancellationToken);
        }
    }
}
