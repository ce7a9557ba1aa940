using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace DbPerService.MongoDB;

/// <summary>A service's own MongoDB database.</summary>
public sealed class MongoConnection : IDisposable
{
    readonly MongoClient _client;
    readonly bool _hasLogin;

    /// <param name="service">The service's name; its database's, unless the address names another.</param>
    /// <param name="url">Where the server is, and the service's login.</param>
    public MongoConnection(string service, MongoUrl url)
        : this(service, url, watch: null)
    {
    }

    internal MongoConnection(string service, MongoUrl url, Action<ClusterBuilder>? watch)
    {
        ArgumentNullException.ThrowIfNull(url);
        Service = service;
        Server = string.Join(',', url.Servers.Select(server => server.ToString()));
        var settings = MongoSettings.For(service, url, watch);
        _hasLogin = settings.Credential is not null;
        _client = new MongoClient(settings);
        Database = _client.GetDatabase(url.DatabaseName ?? service);
    }

    /// <summary>The service's database.</summary>
    public IMongoDatabase Database { get; }

    /// <summary>The service's name.</summary>
    public string Service { get; }

    /// <summary>Where the server is, without the password.</summary>
    internal string Server { get; }

    internal IMongoDatabase At(string database) => _client.GetDatabase(database);

    /// <summary>A collection of the database.</summary>
    public IMongoCollection<BsonDocument> this[string collection] => Database.GetCollection<BsonDocument>(collection);

    /// <summary>
    /// Calls the server. A failure that will pass, or for which a person has to see to the login, comes as a
    /// <see cref="MongoAwayException"/>.
    /// </summary>
    public async Task<T> CallAsync<T>(Func<IMongoDatabase, Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return await call(Database);
        }
        catch (Exception exception) when (exception is MongoException or TimeoutException && MongoFailures.IsAway(exception))
        {
            // Logs tell the causes, too: a timeout's is a page about the cluster, and what is wrong with a login is said already.
            var isTold = exception is TimeoutException || LoginProblem(exception) is not null;
            throw new MongoAwayException(Describe(exception), isTold ? null : exception);
        }
    }

    /// <summary>What only a person can help with, in one line, or null.</summary>
    internal string? LoginProblem(Exception exception) =>
        MongoFailures.LoginProblem(exception, _hasLogin) is { } problem ? $"MongoDB at {Server} {problem}" : null;

    /// <summary>What is wrong, in one line.</summary>
    internal string Describe(Exception exception) =>
        LoginProblem(exception) ?? $"MongoDB at {Server} {MongoFailures.Reason(exception)}";

    /// <summary>What is wrong, in words of our own.</summary>
    internal string DescribePublicly(Exception exception) => $"MongoDB at {Server} {MongoFailures.PublicReason(exception, _hasLogin)}";

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();
}
