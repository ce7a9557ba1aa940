using DbPerService.Databases;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace DbPerService.MongoDB;

/// <summary>A service's own MongoDB database.</summary>
public sealed class MongoConnection : IDisposable
{
    readonly MongoClient _client;
    readonly bool _hasLogin;

    /// <param name="service">The service's name, and its database's unless the URL names another.</param>
    /// <param name="url">The server's address and the service's login.</param>
    /// <param name="options">What the address does not say; null for the defaults.</param>
    public MongoConnection(string service, MongoUrl url, MongoOptions? options = null)
        : this(service, url, options ?? new MongoOptions(), watch: null)
    {
    }

    internal MongoConnection(string service, MongoUrl url, MongoOptions options, Action<ClusterBuilder>? watch)
    {
        ArgumentNullException.ThrowIfNull(url);
        Service = service;
        Server = string.Join(',', url.Servers.Select(server => server.ToString()));
        var settings = MongoSettings.For(service, url, options, watch);
        _hasLogin = settings.Credential is not null;
        _client = new MongoClient(settings);
        Database = _client.GetDatabase(url.DatabaseName ?? service);
    }

    /// <summary>The service's database.</summary>
    public IMongoDatabase Database { get; }

    /// <summary>The service's name.</summary>
    public string Service { get; }

    /// <summary>The server's address, without the password.</summary>
    internal string Server { get; }

    internal IMongoDatabase At(string database) => _client.GetDatabase(database);

    /// <summary>A collection of the database.</summary>
    public IMongoCollection<BsonDocument> this[string collection] => Database.GetCollection<BsonDocument>(collection);

    /// <summary>
    /// Calls the server. A transient failure, or one of the login that an operator has to correct, is thrown as a
    /// <see cref="DatabaseUnavailableException"/>.
    /// </summary>
    public async Task<T> CallAsync<T>(Func<IMongoDatabase, Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return await call(Database);
        }
        catch (Exception exception) when (exception is MongoException or TimeoutException && MongoFailures.IsUnavailable(exception))
        {
            // Logs also show inner exceptions: a time-out's is a page about the cluster, and a login's problem has already been reported.
            var isReported = exception is TimeoutException || Problem(exception) is not null;
            throw new DatabaseUnavailableException(Describe(exception), isReported ? null : exception);
        }
    }

    /// <summary>What an operator has to mend, or null.</summary>
    internal ServerProblem? Problem(Exception exception) => MongoFailures.Problem(exception, _hasLogin);

    /// <summary>The problem in one line.</summary>
    internal string Describe(Exception exception) =>
        Problem(exception) is { } problem ? $"MongoDB at {Server} {problem}"
        : MongoFailures.IsSilence(exception) ? $"MongoDB at {Server} does not respond."
        : $"MongoDB at {Server} fails: {MongoFailures.Reason(exception)}";

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();
}
