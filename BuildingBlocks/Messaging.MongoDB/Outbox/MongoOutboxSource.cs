using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>
/// The events inside a service's documents. A document with events has the time of the first one in a separate field, and the index over
/// that field contains only such documents, so that it is small however many documents there are.
/// </summary>
sealed class MongoOutboxSource(
    MongoConnection connection, OutboxCollections outboxes, OutboxSignal signal, MongoMessagingOptions options, MongoClock clock,
    TimeProvider time) : IOutboxSource
{
    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;

    readonly MongoRelayLease _lease = new(connection, options, time);

    public string Name => connection.Service;

    public static async Task CreateIndexesAsync(
        MongoConnection connection, OutboxCollections outboxes, CancellationToken cancellationToken)
    {
        var keys = Builders<BsonDocument>.IndexKeys;
        foreach (var collection in outboxes.All)
        {
            await connection[collection].Indexes.CreateManyAsync(
                [
                    new(
                        keys.Ascending(Names.PendingSince).Ascending("_id"),
                        new CreateIndexOptions<BsonDocument> { PartialFilterExpression = Filter.Exists(Names.PendingSince) }),
                    new(keys.Descending(Names.Newest + ".at")),
                ],
                cancellationToken);
        }
    }

    public async Task<IOutboxReader> OpenAsync(CancellationToken cancellationToken)
    {
        await connection.CallAsync(async _ =>
        {
            await _lease.TakeAsync(cancellationToken);
            return true;
        });
        return new MongoOutboxReader(connection, outboxes, _lease, signal, options, time);
    }

    public async Task<EventMark?> NewestCommittedAsync(CancellationToken cancellationToken)
    {
        EventMark? newest = null;
        foreach (var collection in outboxes.All)
        {
            var document = await connection.CallAsync(_ => connection[collection].Find(Filter.Exists(Names.Newest))
                .Sort(Builders<BsonDocument>.Sort.Descending(Names.Newest + ".at")).Limit(1).FirstOrDefaultAsync(cancellationToken));
            if (document is not null && StoredEvent.ReadMark(document[Names.Newest].AsBsonDocument) is var mark
                && mark.Time > (newest?.Time ?? default))
            {
                newest = mark;
            }
        }

        return newest;
    }

    public async Task<OutboxProgress> ProgressAsync(CancellationToken cancellationToken)
    {
        var newest = await NewestCommittedAsync(cancellationToken);
        var oldest = await OldestPendingAsync(cancellationToken);
        return new OutboxProgress(
            await clock.NowAsync(cancellationToken), oldest ?? newest?.Time.AddTicks(1) ?? DateTimeOffset.MinValue, oldest);
    }

    async Task<DateTimeOffset?> OldestPendingAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = null;
        foreach (var collection in outboxes.All)
        {
            var document = await connection.CallAsync(_ => connection[collection].Find(Filter.Exists(Names.PendingSince))
                .Sort(Builders<BsonDocument>.Sort.Ascending(Names.PendingSince)).Limit(1).FirstOrDefaultAsync(cancellationToken));
            if (document is not null && MongoTime.Read(document[Names.PendingSince]) is var since
                && since < (oldest ?? DateTimeOffset.MaxValue))
            {
                oldest = since;
            }
        }

        return oldest;
    }
}
