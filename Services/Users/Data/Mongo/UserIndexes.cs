using DbPerService.MongoDB;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Users.Data.Mongo;

/// <summary>Creates the index that keeps emails unique. At most one user, the operator, has none.</summary>
static class UserIndexes
{
    public static Task CreateAsync(MongoConnection mongo, CancellationToken cancellationToken) => mongo.CallAsync(database =>
        database.GetCollection<BsonDocument>(MongoUserStore.Collection).Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(
                Builders<BsonDocument>.IndexKeys.Ascending(UserDocument.EmailKeyPath), new CreateIndexOptions { Unique = true }),
            cancellationToken: cancellationToken));
}
