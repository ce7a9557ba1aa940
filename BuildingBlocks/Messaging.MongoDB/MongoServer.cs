using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>Checks a server before it is used, and reports problems in one line.</summary>
static class MongoServer
{
    /// <summary>Connects, creates the indexes and writes, with the service's rights.</summary>
    /// <exception cref="InvalidOperationException">The login is wrong or may not write; waiting would not help.</exception>
    /// <exception cref="Exception">The server is unavailable or not ready yet.</exception>
    public static async Task PrepareAsync(
        string name, MongoConnection connection, OutboxCollections outboxes, MongoMessagingOptions options,
        CancellationToken cancellationToken)
    {
        try
        {
            await MongoOutboxSource.CreateIndexesAsync(connection, outboxes, cancellationToken);
            await DeadLetterIndexes.CreateAsync(connection, options, cancellationToken);
            await FormerLetters.TakeOverAsync(connection, cancellationToken);
            await connection[Names.Relay].UpdateOneAsync(
                Builders<BsonDocument>.Filter.Eq("_id", "probe"), Builders<BsonDocument>.Update.Inc("starts", 1L),
                new UpdateOptions { IsUpsert = true }, cancellationToken);
        }
        catch (Exception exception) when (connection.LoginProblem(exception) is { } problem)
        {
            throw new InvalidOperationException($"ConnectionStrings:{name}: {problem}", exception);
        }
    }
}
