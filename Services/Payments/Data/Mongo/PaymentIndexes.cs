using DbPerService.MongoDB;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Payments.Data.Mongo;

/// <summary>Creates the index over the few payments that wait for a late answer, when the service starts.</summary>
sealed class PaymentIndexes(MongoConnection mongo) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => mongo.CallAsync(database =>
        database.GetCollection<BsonDocument>(MongoPaymentStore.Collection).Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(
                Builders<BsonDocument>.IndexKeys.Ascending(PaymentDocument.DueAtPath),
                new CreateIndexOptions<BsonDocument>
                {
                    PartialFilterExpression = Builders<BsonDocument>.Filter.Exists(PaymentDocument.DueAtPath),
                }),
            cancellationToken: cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
