using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>
/// The ids of the events that were applied lately: a document per unit of work, written after the documents that it changed. If that write
/// fails, the unit is repeated.
/// </summary>
sealed class AppliedCollection(MongoConnection connection)
{
    const string Ids = "ids";
    const string At = "at";

    IMongoCollection<BsonDocument> Applied => connection[Names.Applied];

    public async Task<bool> AddAsync(IReadOnlyCollection<Guid> ids, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var document = new BsonDocument { { Ids, new BsonArray(ids.Select(id => id.ToString())) }, { At, at.UtcDateTime } };
        await Applied.InsertOneAsync(document, cancellationToken: cancellationToken);
        return true;
    }

    public async Task<HashSet<Guid>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var units = await Applied.Find(Builders<BsonDocument>.Filter.In(Ids, ids.Select(id => id.ToString()))).ToListAsync(cancellationToken);
        var applied = units.SelectMany(unit => unit[Ids].AsBsonArray.Select(id => Guid.Parse(id.AsString))).ToHashSet();
        applied.IntersectWith(ids);
        return applied;
    }

    /// <summary>Creates the indexes; the server deletes what is older than the retention.</summary>
    public Task CreateIndexesAsync(TimeSpan retention, CancellationToken cancellationToken) => ExpiringIndex.CreateAsync(
        Applied, At, retention, cancellationToken, new CreateIndexModel<BsonDocument>(Builders<BsonDocument>.IndexKeys.Ascending(Ids)));
}

/// <summary>The applied events by that collection.</summary>
sealed class MongoAppliedEvents(MongoConnection connection, MongoMessagingOptions options) : IAppliedEventStore
{
    readonly AppliedCollection _applied = new(connection);

    public TimeSpan Retention => options.AppliedRetention;

    public async ValueTask<IReadOnlySet<Guid>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        await connection.CallAsync(_ => _applied.FindAsync(ids, cancellationToken));
}
