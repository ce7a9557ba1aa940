using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>Creates the indexes of the dead letters.</summary>
static class DeadLetterIndexes
{
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
        await ExpiringIndex.CreateAsync(letters, DeadLetterDocument.RedrivenAt, options.RedrivenRetention, cancellationToken);
    }

    static CreateIndexModel<BsonDocument> Index(IndexKeysDefinition<BsonDocument> keys, FilterDefinition<BsonDocument> of) =>
        new(keys, new CreateIndexOptions<BsonDocument> { PartialFilterExpression = of });
}
