using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>
/// Reads the events of documents that it receives signals for, and scans all pending documents at the start and periodically. A reader
/// returns an event once; a confirmed event is removed from its document. The events of a key are in one document, so their places in its
/// array are their order.
/// </summary>
sealed class MongoOutboxReader(
    MongoConnection connection, OutboxCollections outboxes, MongoRelayLease lease, OutboxSignal signal, MongoMessagingOptions options,
    TimeProvider time) : IOutboxReader
{
    const int PageSize = 500;

    static readonly ProjectionDefinition<BsonDocument> Pending =
        Builders<BsonDocument>.Projection.Include(Names.Outbox).Include(Names.PendingSince);

    readonly ChannelReader<(string Collection, string Id)> _changed = signal.Listen();
    readonly HashSet<Guid> _given = [];
    readonly Confirmations _confirmations = new();
    readonly ConcurrentQueue<Guid> _takenOut = new();
    long _count;

    public bool IsLeader => !lease.IsOver;

    public async IAsyncEnumerable<OutboxMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keeping = KeepAsync(stop);
        try
        {
            while (true)
            {
                var started = time.GetTimestamp();
                await foreach (var (collection, page) in ScanAsync(stop.Token))
                {
                    foreach (var @event in New(collection, page))
                    {
                        yield return @event;
                    }
                }

                var scanned = time.GetElapsedTime(started);
                var pause = scanned * 10 > options.ScanInterval ? scanned * 10 : options.ScanInterval;
                var next = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
                while (await SignalledAsync(time.GetElapsedTime(time.GetTimestamp(), next), stop.Token) is { Count: > 0 } told)
                {
                    foreach (var ofCollection in told.GroupBy(document => document.Collection))
                    {
                        var page = await FindAsync(ofCollection.Key, ofCollection.Select(document => document.Id), stop.Token);
                        foreach (var @event in New(ofCollection.Key, page))
                        {
                            yield return @event;
                        }
                    }
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            // What ended the lease's renewal has also ended the reading: it is reported instead of the cancellation.
            await keeping;
        }
    }

    public void Confirm(long count) => _confirmations.UpTo(count);

    public async ValueTask DisposeAsync()
    {
        signal.Ignore();
        try
        {
            await lease.RenewAsync(CancellationToken.None);
            await TakeOutAsync(CancellationToken.None);
            await lease.ReleaseAsync();
        }
        catch (Exception exception) when (exception is OutboxBusyException || MongoFailures.IsUnavailable(exception))
        {
            // The lease expires or belongs to another instance, and what was not removed is published again.
        }
    }

    /// <summary>All documents with events, the longest waiting first.</summary>
    async IAsyncEnumerable<(string Collection, List<BsonDocument> Page)> ScanAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = Builders<BsonDocument>.Filter;
        foreach (var collection in outboxes.All)
        {
            var page = new List<BsonDocument>();
            var from = filter.Exists(Names.PendingSince);
            do
            {
                Forget();
                page = await connection.CallAsync(_ => connection[collection].Find(from)
                    .Sort(Builders<BsonDocument>.Sort.Ascending(Names.PendingSince).Ascending("_id")).Limit(PageSize).Project(Pending)
                    .ToListAsync(cancellationToken));
                yield return (collection, page);
                if (page is [.., var last])
                {
                    var (since, id) = (last[Names.PendingSince], last["_id"]);
                    from = filter.Exists(Names.PendingSince)
                        & (filter.Gt(Names.PendingSince, since) | (filter.Eq(Names.PendingSince, since) & filter.Gt("_id", id)));
                }
            }
            while (page.Count == PageSize);
        }
    }

    Task<List<BsonDocument>> FindAsync(string collection, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        Forget();
        return connection.CallAsync(_ => connection[collection].Find(Builders<BsonDocument>.Filter.In("_id", ids.Distinct()))
            .Project(Pending).ToListAsync(cancellationToken));
    }

    /// <summary>The changed documents, as soon as there are any; none if the time is over.</summary>
    async Task<List<(string Collection, string Id)>> SignalledAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        var told = new List<(string, string)>();
        if (within > TimeSpan.Zero)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(within);
            try
            {
                await _changed.WaitToReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return told;
            }

            while (told.Count < PageSize && _changed.TryRead(out var document))
            {
                told.Add(document);
            }
        }

        return told;
    }

    /// <summary>The events that this reader has not returned yet.</summary>
    IEnumerable<OutboxMessage> New(string collection, List<BsonDocument> documents)
    {
        foreach (var document in documents)
        {
            foreach (var stored in document[Names.Outbox].AsBsonArray)
            {
                var @event = StoredEvent.Read(stored.AsBsonDocument);
                if (_given.Add(@event.Id))
                {
                    lease.ThrowIfOver();
                    _confirmations.Given(++_count, collection, document["_id"].AsString, @event.Id);
                    yield return @event;
                }
            }
        }
    }

    /// <summary>
    /// An event is remembered until it has left its document and every read that began before that has ended.
    /// </summary>
    void Forget()
    {
        while (_takenOut.TryDequeue(out var id))
        {
            _given.Remove(id);
        }
    }

    async Task TakeOutAsync(CancellationToken cancellationToken)
    {
        foreach (var ofCollection in _confirmations.Take().GroupBy(confirmed => confirmed.Collection))
        {
            var writes = ofCollection.GroupBy(confirmed => confirmed.DocumentId)
                .SelectMany(ofDocument => TakeOut(ofDocument.Key, ofDocument.Select(confirmed => confirmed.EventId)));
            await connection[ofCollection.Key].BulkWriteAsync(writes, cancellationToken: cancellationToken);
            foreach (var confirmed in ofCollection)
            {
                _takenOut.Enqueue(confirmed.EventId);
            }
        }
    }

    static WriteModel<BsonDocument>[] TakeOut(string documentId, IEnumerable<Guid> events)
    {
        var filter = Builders<BsonDocument>.Filter;
        var update = Builders<BsonDocument>.Update;
        return
        [
            new UpdateOneModel<BsonDocument>(
                filter.Eq("_id", documentId),
                update.PullFilter(Names.Outbox, filter.In("id", events.Select(id => id.ToString())))),
            // Not if another event has been added meanwhile.
            new UpdateOneModel<BsonDocument>(
                filter.Eq("_id", documentId) & filter.Size(Names.Outbox, 0), update.Unset(Names.PendingSince)),
        ];
    }

    async Task KeepAsync(CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.ConfirmInterval, time, stop.Token);
                await connection.CallAsync(_ => KeepOnceAsync(stop.Token));
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The reader ends for another reason.
        }
        catch (Exception)
        {
            // Without the lease no more events may be returned.
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Renews the lease before anything is confirmed: a reader that wakes up without its lease confirms nothing.</summary>
    async Task<bool> KeepOnceAsync(CancellationToken cancellationToken)
    {
        if (lease.IsDue)
        {
            await lease.RenewAsync(cancellationToken);
        }

        await TakeOutAsync(cancellationToken);
        return true;
    }
}
