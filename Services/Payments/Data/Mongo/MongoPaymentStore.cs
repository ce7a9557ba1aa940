using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Payments.Domain;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Payments.Data.Mongo;

/// <summary>Payments in the service's own MongoDB: one document per order id, with its pending events inside.</summary>
sealed class MongoPaymentStore(MongoUnitOfWork unit, MongoConnection mongo) : IPaymentStore
{
    public const string Collection = "payments";

    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    static readonly SortDefinitionBuilder<BsonDocument> Sort = Builders<BsonDocument>.Sort;

    public async Task<Payment?> FindAsync(Guid orderId, CancellationToken cancellationToken) =>
        (await ReadAsync(Filter.Eq("_id", Id(orderId)), 1, cancellationToken)).SingleOrDefault();

    public Task<List<Payment>> ListAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(Filter.Gt("_id", Id(after)), limit, cancellationToken);

    public async Task<List<Guid>> ListAuthorizedAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken)
    {
        var authorized = Filter.Eq(PaymentDocument.StatusPath, nameof(PaymentStatus.Authorized))
            & Filter.Lt(PaymentDocument.UpdatedAtPath, MongoTime.Write(before)) & Filter.Gt("_id", Id(after));
        return (await ReadAsync(authorized, limit, cancellationToken)).ConvertAll(payment => payment.OrderId);
    }

    public async Task<Dictionary<Guid, Payment>> LoadAsync(IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken)
    {
        var states = await unit.LoadAsync(Collection, [.. orderIds.Select(Id)], cancellationToken);
        return states.Values.Select(PaymentDocument.Read).ToDictionary(payment => payment.OrderId);
    }

    public async Task<List<Payment>> LoadDueAsync(DateTime now, int limit, CancellationToken cancellationToken)
    {
        var due = Filter.Lte(PaymentDocument.DueAtPath, MongoTime.Write(now));
        var states = await unit.FindAsync(Collection, due, Sort.Ascending(PaymentDocument.DueAtPath), limit, cancellationToken);
        return states.ConvertAll(PaymentDocument.Read);
    }

    public ValueTask SaveAsync(IReadOnlyList<Change<Payment>> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            unit.Save(
                Collection, Id(change.After.OrderId), change.IsChanged ? PaymentDocument.Write(change.After) : null, change.Event,
                change.TraceParent);
        }

        return ValueTask.CompletedTask;
    }

    Task<List<Payment>> ReadAsync(FilterDefinition<BsonDocument> filter, int limit, CancellationToken cancellationToken) =>
        mongo.CallAsync(async database =>
        {
            var documents = await database.GetCollection<BsonDocument>(Collection).Find(filter).Sort(Sort.Ascending("_id")).Limit(limit)
                .ToListAsync(cancellationToken);
            return documents.ConvertAll(PaymentDocument.ReadStored);
        });

    static string Id(Guid orderId) => orderId.ToString();
}
