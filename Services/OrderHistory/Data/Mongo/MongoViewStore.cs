using DbPerService.MongoDB;
using DbPerService.OrderHistory.Domain;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.OrderHistory.Data.Mongo;

sealed class MongoViewStore(MongoConnection mongo) : IViewStore
{
    const string StateId = "state";

    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;

    public async Task<StoredState> LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await mongo.CallAsync(_ =>
            mongo[ViewDocuments.View].Find(Filter.Eq("_id", StateId)).FirstOrDefaultAsync(cancellationToken));
        return stored is null
            ? new(ViewState.First, 0)
            : new(HistoryDocument.ReadState(JsonBson.Write(stored["state"])), stored["version"].ToInt64());
    }

    public async Task<bool> TryReplaceAsync(StoredState loaded, ViewState state, CancellationToken cancellationToken)
    {
        var document = new BsonDocument
        {
            { "_id", StateId }, { "version", loaded.Version + 1 }, { "state", JsonBson.Read(HistoryDocument.Write(state)) },
        };
        try
        {
            return await mongo.CallAsync(async _ =>
            {
                if (loaded.Version == 0)
                {
                    await mongo[ViewDocuments.View].InsertOneAsync(document, null, cancellationToken);
                    return true;
                }

                var asLoaded = Filter.Eq("_id", StateId) & Filter.Eq("version", loaded.Version);
                var result = await mongo[ViewDocuments.View].ReplaceOneAsync(asLoaded, document, cancellationToken: cancellationToken);
                return result.MatchedCount > 0;
            });
        }
        catch (MongoWriteException exception) when (exception.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }

    public Task<PairPage<HistoryEntry>> EntryPairsAsync(
        long live, long candidate, string? after, int limit, CancellationToken cancellationToken) =>
        PairsAsync(ViewDocuments.Entries, ViewDocuments.ReadEntry, live, candidate, after, limit, cancellationToken);

    public Task<PairPage<Subject>> SubjectPairsAsync(
        long live, long candidate, string? after, int limit, CancellationToken cancellationToken) =>
        PairsAsync(ViewDocuments.Subjects, ViewDocuments.ReadSubject, live, candidate, after, limit, cancellationToken);

    public async Task<bool> DeleteStaleAsync(ViewState state, int limit, CancellationToken cancellationToken)
    {
        var deleted = Math.Max(
            await DeleteAsync(ViewDocuments.Entries, state, limit, cancellationToken),
            await DeleteAsync(ViewDocuments.Subjects, state, limit, cancellationToken));
        return deleted == limit;
    }

    Task<PairPage<T>> PairsAsync<T>(
        string collection, Func<BsonDocument, T> read, long live, long candidate, string? after, int limit,
        CancellationToken cancellationToken)
        where T : class =>
        mongo.CallAsync(async _ =>
        {
            var found = await mongo[collection]
                .Find(Filter.Gt("_id", after ?? "") & Filter.In(ViewDocuments.Generation, new[] { live, candidate }))
                .Sort(Builders<BsonDocument>.Sort.Ascending("_id")).Limit(limit).ToListAsync(cancellationToken);
            return Pairs.Of(found.ConvertAll(stored => ViewDocuments.ReadRow(stored, read)), limit, live);
        });

    // A rebuild that begins meanwhile has a number beyond the last one of this state.
    Task<int> DeleteAsync(string collection, ViewState state, int limit, CancellationToken cancellationToken) => mongo.CallAsync(async _ =>
    {
        var generation = Filter.Lt(ViewDocuments.Generation, state.Live)
            | (Filter.Gt(ViewDocuments.Generation, state.Live) & Filter.Lte(ViewDocuments.Generation, state.Last)
                & Filter.Ne(ViewDocuments.Generation, state.Rebuild?.Generation ?? state.Live));
        var stale = await mongo[collection].Find(generation).Limit(limit).Project(Builders<BsonDocument>.Projection.Include("_id"))
            .ToListAsync(cancellationToken);
        if (stale.Count > 0)
        {
            await mongo[collection].DeleteManyAsync(Filter.In("_id", stale.Select(document => document["_id"])), cancellationToken);
        }

        return stale.Count;
    });
}
