using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>Creates the indexes of the dead letters.</summary>
static class DeadLetterIndexes
{
    const int IndexNotFound = 27;
    const int IndexOptionsConflict = 85;
    const int IndexKeySpecsConflict = 86;

    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    static readonly IndexKeysDefinitionBuilder<BsonDocument> Keys = Builders<BsonDocument>.IndexKeys;

    public static async Task CreateAsync(MongoConnection connection, MongoMessagingOptions options, CancellationToken cancellationToken)
    {
        var letters = connection[Names.DeadLetters];
        var waiting = Filter.Eq(DeadLetterDocument.Waiting, true);
        await letters.Indexes.CreateManyAsync(
            [
                Index(Keys.Ascending(DeadLetterDocument.Of).Ascending(DeadLetterDocument.Position), waiting),
                Index(
                    Keys.Ascending(DeadLetterDocument.Reason).Ascending(DeadLetterDocument.Topic).Ascending(DeadLetterDocument.Position),
                    waiting),
                Index(Keys.Ascending(DeadLetterDocument.Waiting).Ascending(DeadLetterDocument.Position), waiting),
                Index(
                    Keys.Ascending(DeadLetterDocument.DiscardedAt).Ascending(DeadLetterDocument.Position),
                    Filter.Exists(DeadLetterDocument.DiscardedAt)),
            ],
            cancellationToken);
        await ForgetRedrivenAsync(letters, options.RedrivenRetention, cancellationToken);
    }

    static CreateIndexModel<BsonDocument> Index(IndexKeysDefinition<BsonDocument> keys, FilterDefinition<BsonDocument> of) =>
        new(keys, new CreateIndexOptions<BsonDocument> { PartialFilterExpression = of });

    /// <summary>Lets the server delete dead letters this long after their redrive.</summary>
    static async Task ForgetRedrivenAsync(IMongoCollection<BsonDocument> letters, TimeSpan after, CancellationToken cancellationToken)
    {
        var index = new CreateIndexModel<BsonDocument>(
            Keys.Ascending(DeadLetterDocument.RedrivenAt), new CreateIndexOptions { ExpireAfter = after });
        while (true)
        {
            try
            {
                await letters.Indexes.CreateOneAsync(index, cancellationToken: cancellationToken);
                return;
            }
            catch (MongoCommandException exception) when (exception.Code is IndexOptionsConflict or IndexKeySpecsConflict)
            {
                // It exists with another time, from a run with another setting. The role readWrite may recreate it, but not change it.
                await DropAsync(letters, DeadLetterDocument.RedrivenAt, cancellationToken);
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
