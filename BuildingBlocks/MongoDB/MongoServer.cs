using DbPerService.Databases;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.MongoDB;

/// <summary>A MongoDB server, or replica set, as one login sees it.</summary>
/// <param name="setting">The name of the login's connection string.</param>
/// <param name="connection">The login.</param>
public sealed class MongoServer(string setting, MongoConnection connection) : IDatabaseServer
{
    const string Probe = "probe";

    /// <inheritdoc />
    public string Setting => setting;

    /// <inheritdoc />
    public string Name => $"MongoDB at {connection.Server}";

    /// <summary>Reads from the service's database: a ping needs no login.</summary>
    public Task PingAsync(CancellationToken cancellationToken) =>
        connection[Probe].Find(new BsonDocument()).Limit(1).FirstOrDefaultAsync(cancellationToken);

    /// <inheritdoc />
    public ServerProblem? Problem(Exception exception) => connection.Problem(exception);

    /// <inheritdoc />
    public bool IsTransient(Exception exception) => MongoFailures.IsTransient(exception);

    /// <inheritdoc />
    public string Reason(Exception exception) => MongoFailures.Reason(exception);

    /// <summary>Writes to the service's database.</summary>
    internal Task ProbeAsync(CancellationToken cancellationToken) => connection[Probe].UpdateOneAsync(
        Builders<BsonDocument>.Filter.Eq("_id", "starts"), Builders<BsonDocument>.Update.Inc("count", 1L),
        new UpdateOptions { IsUpsert = true }, cancellationToken);
}
