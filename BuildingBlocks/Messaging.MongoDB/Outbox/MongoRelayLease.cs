using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>
/// The lease of the outbox's one reader: a document with a number that its holder keeps changing. An instance that sees the number
/// unchanged for the time of the lease, by its own monotonic clock, takes over: no two clocks are compared, and no wall clock is read. The
/// holder's id stands beside the number, so that the holder can continue immediately after an interruption. Each renewal is conditional on
/// the number of the previous one, so a holder that was frozen learns from the server that another instance has taken over.
/// </summary>
sealed class MongoRelayLease(MongoConnection connection, MongoMessagingOptions options, TimeProvider time)
{
    const string LeaseId = "lease";
    const string Beat = "beat";
    const string Held = "held";
    const string Holder = "holder";

    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;

    readonly string _id = Guid.NewGuid().ToString("N");

    // Of another instance's lease: the number, and when it was first seen.
    (long Beat, long Since)? _seen;
    long _beat;
    long _renewed;

    public bool IsDue => time.GetElapsedTime(Interlocked.Read(ref _renewed)) > options.Lease / 4;

    /// <exception cref="OutboxBusyException">Another instance holds the lease.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        var relay = connection[Names.Relay];
        var found = await relay.Find(Filter.Eq("_id", LeaseId)).FirstOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            await MakeAsync(cancellationToken);
            return;
        }

        var beat = found[Beat].AsInt64;
        if (found[Held].AsBoolean && found.GetValue(Holder, "") != _id && !StoodStill(beat))
        {
            throw new OutboxBusyException("Another instance holds the relay's lease.");
        }

        await StepAsync(beat, held: true, cancellationToken);
        _seen = null;
    }

    /// <summary>Whether it may have expired, by a clock that keeps running while this process is frozen.</summary>
    public bool IsOver => time.GetElapsedTime(Interlocked.Read(ref _renewed)) > options.Lease;

    /// <exception cref="DatabaseUnavailableException">The lease may be another's: what is read now may be published by another instance.</exception>
    public void ThrowIfOver()
    {
        if (IsOver)
        {
            throw new DatabaseUnavailableException("The relay's lease could not be renewed in time.");
        }
    }

    /// <exception cref="OutboxBusyException">Another instance has taken over.</exception>
    public Task RenewAsync(CancellationToken cancellationToken) => StepAsync(_beat, held: true, cancellationToken);

    public Task ReleaseAsync() => StepAsync(_beat, held: false, CancellationToken.None);

    bool StoodStill(long beat)
    {
        if (_seen is { } seen && seen.Beat == beat)
        {
            return time.GetElapsedTime(seen.Since) > options.Lease;
        }

        _seen = (beat, time.GetTimestamp());
        return false;
    }

    async Task MakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetTimestamp();
            await connection[Names.Relay].InsertOneAsync(
                new BsonDocument { { "_id", LeaseId }, { Beat, 1L }, { Held, true }, { Holder, _id } },
                cancellationToken: cancellationToken);
            (_beat, _renewed) = (1, now);
        }
        catch (MongoWriteException exception) when (exception.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            throw new OutboxBusyException("Another instance was faster.", exception);
        }
    }

    async Task StepAsync(long from, bool held, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var result = await connection[Names.Relay].UpdateOneAsync(
            Filter.Eq("_id", LeaseId) & Filter.Eq(Beat, from),
            Builders<BsonDocument>.Update.Set(Beat, from + 1).Set(Held, held).Set(Holder, _id),
            cancellationToken: cancellationToken);
        if (result.MatchedCount == 0)
        {
            throw new OutboxBusyException("Another instance has taken the relay's lease.");
        }

        _beat = from + 1;
        Interlocked.Exchange(ref _renewed, now);
    }
}
