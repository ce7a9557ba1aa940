using DbPerService.MongoDB;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.OrderHistory.Data.Mongo;

/// <summary>Creates the indexes when the service starts.</summary>
sealed class ViewIndexes(MongoConnection mongo) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => mongo.CallAsync(async _ =>
    {
        await mongo[ViewDocuments.Entries].Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(ViewDocuments.ByUser), cancellationToken: cancellationToken);
        return await mongo[ViewDocuments.Subjects].Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(Builders<BsonDocument>.IndexKeys.Ascending(ViewDocuments.Generation)),
            cancellationToken: cancellationToken);
    });

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
