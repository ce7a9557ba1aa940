using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Payments.Domain;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Payments.Data.Mongo;

/// <summary>Payments in the service's own MongoDB: a document each, by order id, with what Orders is still to be told inside it.</summary>
internal sealed class MongoPaymentStore(MongoUnitOfWork unit, MongoConnection mongo) : IPaymentStore
{
    public const string Collection = "payments";

    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    static readonly SortDefinitionBuilder<BsonDocument> Sort = Builders<BsonDocument>.Sort;

    readonly Dictionary<Guid, Payment> _loaded = [];

    public async Task<Payment?> FindAsync(Guid orderId, CancellationToken cancellationToken) =>
        (await ReadAsync(Filter.Eq("_id", Id(orderId)), 1, cancellationToken)).SingleOrDefault();

    public Task<List<Payment>> ListAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(Filter.Gt("_id", Id(after)), limit, cancellationToken);

    public async Task<Dictionary<Guid, Payment>> LoadAsync(IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken)
    {
        var states = await unit.LoadAsync(Collection, [.. orderIds.Select(Id)], cancellationToken);
        return Remember(states.Values).ToDictionary(payment => payment.OrderId);
    }

    public async Task<List<Payment>> LoadDueAsync(DateTime now, int limit, CancellationToken cancellationToken) => Remember(
        await unit.FindAsync(
            Collection, Filter.Lte(PaymentDocument.DueAtPath, MongoTime.Write(now)), Sort.Ascending(PaymentDocument.DueAtPath), limit,
            cancellationToken));

    public ValueTask SaveAsync(IReadOnlyList<PaymentChange> changes, CancellationToken cancellationToken)
    {
        foreach (var (payment, answer, traceParent) in changes)
        {
            var isChanged = !_loaded.TryGetValue(payment.OrderId, out var loaded) || !ReferenceEquals(loaded, payment);
            _loaded[payment.OrderId] = payment;
            unit.Save(
                Collection, Id(payment.OrderId), isChanged ? PaymentDocument.Write(payment) : null,
                answer is null ? null : OutgoingEvent.From(answer, traceParent));
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

    List<Payment> Remember(IEnumerable<BsonDocument> states)
    {
        var payments = states.Select(PaymentDocument.Read).ToList();
        payments.ForEach(payment => _loaded[payment.OrderId] = payment);
        return payments;
    }

    static string Id(Guid orderId) => orderId.ToString();
}
