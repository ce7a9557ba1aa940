using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>Lets the server delete documents some time after the one in a field.</summary>
static class ExpiringIndex
{
    const int IndexNotFound = 27;
    const int IndexOptionsConflict = 85;
    const int IndexKeySpecsConflict = 86;

    /// <summary>Creates the index, and others beside it.</summary>
    public static async Task CreateAsync(
        IMongoCollection<BsonDocument> collection, string field, TimeSpan after, CancellationToken cancellationToken,
        params IReadOnlyList<CreateIndexModel<BsonDocument>> others)
    {
        var index = new CreateIndexModel<BsonDocument>(
            Builders<BsonDocument>.IndexKeys.Ascending(field), new CreateIndexOptions { ExpireAfter = after });
        while (true)
        {
            try
            {
                await collection.Indexes.CreateManyAsync([index, .. others], cancellationToken);
                return;
            }
            catch (MongoCommandException exception) when (exception.Code is IndexOptionsConflict or IndexKeySpecsConflict)
            {
                // It exists with another time, from a run with another setting. The role readWrite may recreate it, but not change it.
                await DropAsync(collection, field, cancellationToken);
            }
        }
    }

    static async Task DropAsync(IMongoCollection<BsonDocument> collection, string indexed, CancellationToken cancellationToken)
    {
        try
        {
            await collection.Database.RunCommandAsync<BsonDocument>(
                new BsonDocument
                {
                    { "dropIndexes", collection.CollectionNamespace.CollectionName }, { "index", new BsonDocument(indexed, 1) },
                },
                cancellationToken: cancellationToken);
        }
        catch (MongoCommandException exception) when (exception.Code == IndexNotFound)
        {
            // Another instance was faster.
        }
    }
}
