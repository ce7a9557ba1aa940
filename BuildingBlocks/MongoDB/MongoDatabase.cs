using DbPerService.Databases;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.MongoDB;

/// <summary>Prepares a service's own MongoDB: a job that runs before the service, with a login that the service never gets.</summary>
public static class MongoDatabase
{
    const int UserNotFound = 11;
    const int UserExists = 51003;

    /// <summary>
    /// Grants the login of the connection string <paramref name="service"/> the role readWrite on the service's own database and no other,
    /// using the administrator's login (<c>{service}-admin</c>), if one is given. May be repeated. Waits up to a minute for the server.
    /// </summary>
    /// <returns>The process's exit status: 0, or 1 after one line on standard error.</returns>
    public static Task<int> MigrateAsync(string service) => DatabaseJob.RunAsync(service, async (configuration, logger) =>
    {
        var runtime = MongoLogin.Read(configuration, service);
        if (configuration.GetConnectionString(service + "-admin") is not null)
        {
            var admin = MongoLogin.Read(configuration, service + "-admin");
            await ProvisionAsync(service, runtime, admin, DatabaseJob.Limit, logger, CancellationToken.None);
            logger.Prepared(service, $"the login '{runtime.Username}' has its rights");
        }
    });

    /// <summary>The kind <c>mongodb</c>, for a service that can run on several.</summary>
    /// <param name="add">Adds the database and the stores on it to the service.</param>
    /// <param name="migrateAsync">Prepares the database; gives the process's exit status.</param>
    public static DatabaseKind Kind(Action<IHostApplicationBuilder> add, Func<Task<int>> migrateAsync) => new(
        "mongodb", text => text.StartsWith("mongodb", StringComparison.Ordinal), add, migrateAsync);

    /// <exception cref="InvalidOperationException">It failed; the message names the setting to check.</exception>
    internal static async Task ProvisionAsync(
        string service, MongoUrl runtime, MongoUrl admin, TimeSpan limit, ILogger logger, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(runtime.Username) || string.IsNullOrEmpty(runtime.Password))
        {
            throw new InvalidOperationException($"ConnectionStrings:{service} has no user and password.");
        }

        using var connection = new MongoConnection(service, admin);
        var server = new MongoServer(service + "-admin", connection);
        // The database in which the driver authenticates.
        var users = connection.At(runtime.AuthenticationSource ?? runtime.DatabaseName ?? "admin");
        var rights = new BsonDocument
        {
            { "pwd", runtime.Password },
            { "roles", new BsonArray { new BsonDocument { { "role", "readWrite" }, { "db", runtime.DatabaseName ?? service } } } },
        };
        try
        {
            await server.UntilAsync(
                token => GrantAsync(users, runtime.Username, rights, token), TimeProvider.System, logger, limit, cancellationToken);
        }
        catch (MongoException exception)
        {
            throw new InvalidOperationException($"ConnectionStrings:{server.Setting}: {connection.Describe(exception)}", exception);
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
