using MongoDB.Bson;
using MongoDB.Driver;
using Doc = DbPerService.Messaging.MongoDB.DeadLetterDocument;

namespace DbPerService.Messaging.MongoDB;

sealed class MongoDeadLetterStore(MongoConnection connection, MongoClock clock) : IDeadLetterStore
{
    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    static readonly UpdateDefinitionBuilder<BsonDocument> Update = Builders<BsonDocument>.Update;
    static readonly FilterDefinition<BsonDocument> Waits = Filter.Eq(Doc.Waiting, true);

    IMongoCollection<BsonDocument> Letters => connection[Names.DeadLetters];

    public async Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var selected = (filter.Discarded ? Filter.Exists(Doc.DiscardedAt) : Waits) & Filter.Gt(Doc.Position, filter.After);
        selected &= filter.Topic is null ? Filter.Empty : Filter.Eq(Doc.Topic, filter.Topic);
        selected &= filter.Reason is { } reason ? Filter.Eq(Doc.Reason, reason.ToString()) : Filter.Empty;
        selected &= filter switch
        {
            { Key: null } => Filter.Empty,
            { Topic: { } topic } => Filter.Eq(Doc.Of, Doc.HashOf(topic, filter.Key)),
            _ => Filter.Eq("key", filter.Key),
        };
        var found = await connection.CallAsync(_ => Letters.Find(selected).Sort(Builders<BsonDocument>.Sort.Ascending(Doc.Position))
            .Limit(filter.Limit).Project(Builders<BsonDocument>.Projection.Exclude(Doc.Payload).Exclude(Doc.Headers).Exclude(Names.Outbox))
            .ToListAsync(cancellationToken));
        return found.ConvertAll(Doc.Read);
    }

    public async Task<(DeadLetter Letter, ConsumedMessage Message)?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await connection.CallAsync(_ => Letters
            .Find(Filter.Eq("_id", id.ToString()) & (Waits | Filter.Exists(Doc.DiscardedAt))).FirstOrDefaultAsync(cancellationToken));
        return found is null ? null : (Doc.Read(found), Doc.ReadMessage(found));
    }

    public async Task<IReadOnlyList<DeadLetterCount>> CountAsync(CancellationToken cancellationToken)
    {
        var groups = await connection.CallAsync(_ => Letters.Aggregate().Match(Waits).Group<BsonDocument>(new BsonDocument
        {
            { "_id", new BsonDocument { { Doc.Topic, "$" + Doc.Topic }, { Doc.Reason, "$" + Doc.Reason } } },
            { "count", new BsonDocument("$sum", 1L) },
            { "oldest", new BsonDocument("$min", "$" + Doc.DeadLetteredAt) },
        }).ToListAsync(cancellationToken));
        var now = await clock.NowAsync(cancellationToken);
        return groups.ConvertAll(group => new DeadLetterCount(
            group["_id"][Doc.Topic].AsString, Enum.Parse<DeadLetterReason>(group["_id"][Doc.Reason].AsString), group["count"].ToInt64(),
            now - MongoTime.Read(group["oldest"]) is { Ticks: > 0 } age ? age : TimeSpan.Zero));
    }

    public Task RedriveFailedAsync(Guid id, DeadLetterCause cause, CancellationToken cancellationToken) =>
        connection.CallAsync(_ => Letters.UpdateOneAsync(
            Waits & Filter.Eq("_id", id.ToString()),
            Update.Inc(Doc.Redrives, 1).Set(Doc.Reason, cause.Reason.ToString()).Set(Doc.Detail, cause.Detail),
            cancellationToken: cancellationToken));

    public async Task<int> DiscardAsync(
        Guid? id, string? topic, string? key, string reason, string? by, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(cancellationToken);
        var which = id is { } one ? Filter.Eq("_id", one.ToString()) : Filter.Eq(Doc.Of, Doc.HashOf(topic!, key!));
        var how = Update.Unset(Doc.Waiting).Set(Doc.DiscardedAt, MongoTime.Write(now)).Set(Doc.DiscardReason, reason)
            .Set(Doc.DiscardedBy, BsonValue.Create(by));
        var result = await connection.CallAsync(_ => Letters.UpdateManyAsync(Waits & which, how, cancellationToken: cancellationToken));
        return (int)result.ModifiedCount;
    }
}
