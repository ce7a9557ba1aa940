using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.OrderHistory.Domain;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.OrderHistory.Data.Mongo;

/// <summary>
/// The view in the service's own MongoDB. Each document is one write, conditional on being as it was loaded: a unit that commits in part is
/// repeated, and merging what is already there changes nothing.
/// </summary>
sealed class MongoHistoryStore(MongoUnitOfWork unit, MongoConnection mongo, IViewStore views) : IHistoryStore
{
    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    static readonly SortDefinitionBuilder<BsonDocument> Sort = Builders<BsonDocument>.Sort;

    IReadOnlyList<long>? _applied;

    public Task MergeAsync(IReadOnlyList<HistoryEntry> entries, long? generation, CancellationToken cancellationToken) => MergeAsync(
        ViewDocuments.Entries, HistoryEntry.Join(entries), generation, (entry, g) => ViewDocuments.IdOf(entry.OrderId, g),
        ViewDocuments.ReadEntry, (one, other) => one.Merge(other), ViewDocuments.Write, cancellationToken);

    public Task MergeAsync(IReadOnlyList<Subject> subjects, long? generation, CancellationToken cancellationToken) => MergeAsync(
        ViewDocuments.Subjects, Subject.Join(subjects), generation, (subject, g) => ViewDocuments.IdOf(subject.Key, g),
        ViewDocuments.ReadSubject, (one, other) => one.Merge(other), ViewDocuments.Write, cancellationToken);

    public async Task<HistoryEntry?> FindAsync(Guid orderId, CancellationToken cancellationToken) => await LiveAsync(
        async live =>
        {
            var found = await ReadAsync(
                ViewDocuments.Entries, Filter.Eq("_id", ViewDocuments.IdOf(orderId, live)), null, 1, cancellationToken);
            return found.Select(ViewDocuments.ReadEntry).SingleOrDefault(entry => entry.Placed is not null);
        },
        cancellationToken);

    public Task<List<HistoryEntry>> ListAsync(HistoryQuery query, int limit, CancellationToken cancellationToken) => LiveAsync(
        async live =>
        {
            var (at, id) = (MongoTime.Write(query.After.PlacedAt), query.After.OrderId.ToString());
            var filter = Filter.And(
                OfUser(live, query.UserId, query.From, query.To),
                Filter.Lte(ViewDocuments.PlacedAt, at),
                Filter.Or(Filter.Lt(ViewDocuments.PlacedAt, at), Filter.Lt(ViewDocuments.OrderId, id)));
            if (query.Status is { } status)
            {
                filter = Filter.And(filter, Filter.Eq(ViewDocuments.Status, status.ToString()));
            }

            var newestFirst = Sort.Descending(ViewDocuments.PlacedAt).Descending(ViewDocuments.OrderId);
            var found = await ReadAsync(ViewDocuments.Entries, filter, newestFirst, limit, cancellationToken);
            return found.ConvertAll(ViewDocuments.ReadEntry);
        },
        cancellationToken);

    public Task<List<DailyTotal>> TotalsAsync(string userId, DateOnly from, DateOnly to, CancellationToken cancellationToken) => LiveAsync(
        async live =>
        {
            var filter = Filter.And(
                OfUser(
                    live, userId, from.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
                    to.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)),
                Filter.Eq(ViewDocuments.Status, nameof(OrderState.Confirmed)));
            var confirmed = await ReadAsync(ViewDocuments.Entries, filter, null, null, cancellationToken);
            return confirmed.Select(document => ViewDocuments.ReadEntry(document).Placed!)
                .GroupBy(placed => (Day: DateOnly.FromDateTime(placed.At), placed.Currency))
                .Select(group => new DailyTotal(
                    group.Key.Day, group.Key.Currency, group.Count(), group.Sum(placed => placed.Total)))
                .OrderBy(total => total.Day).ThenBy(total => total.Currency, StringComparer.Ordinal).ToList();
        },
        cancellationToken);

    public Task<Dictionary<SubjectKey, Subject>> SubjectsAsync(
        IReadOnlyCollection<SubjectKey> keys, CancellationToken cancellationToken) => LiveAsync(
        async live =>
        {
            var ids = keys.Select(key => ViewDocuments.IdOf(key, live)).ToList();
            var found = await ReadAsync(ViewDocuments.Subjects, Filter.In("_id", ids), null, null, cancellationToken);
            return found.Select(ViewDocuments.ReadSubject).ToDictionary(subject => subject.Key);
        },
        cancellationToken);

    async Task MergeAsync<T>(
        string collection, List<T> documents, long? generation, Func<T, long, string> id, Func<BsonDocument, T> read, Func<T, T, T> merge,
        Func<T, long, BsonDocument> write, CancellationToken cancellationToken)
        where T : class
    {
        // Read before the documents, and after the events: a rebuild that begins later reads these events from their topics.
        var generations = generation is { } one ? [one] : _applied ??= Applied(await views.LoadAsync(cancellationToken));
        var targets = documents
            .SelectMany(document => generations, (document, g) => (Id: id(document, g), Document: document, Generation: g)).ToList();
        var stored = await unit.LoadAsync(collection, targets.ConvertAll(target => target.Id), cancellationToken);
        foreach (var target in targets)
        {
            var before = stored.TryGetValue(target.Id, out var state) ? read(state) : null;
            var after = before is null ? target.Document : merge(before, target.Document);
            if (!ReferenceEquals(before, after))
            {
                unit.Save(collection, target.Id, write(after, target.Generation));
            }
        }
    }

    static IReadOnlyList<long> Applied(StoredState stored) =>
        stored.State.Rebuild is { } rebuild ? [stored.State.Live, rebuild.Generation] : [stored.State.Live];

    /// <summary>
    /// Reads the live generation, and again if another one has become live meanwhile: the previous one may have been deleted under the
    /// read.
    /// </summary>
    async Task<T> LiveAsync<T>(Func<long, Task<T>> read, CancellationToken cancellationToken)
    {
        var live = (await views.LoadAsync(cancellationToken)).State.Live;
        while (true)
        {
            var result = await read(live);
            var now = (await views.LoadAsync(cancellationToken)).State.Live;
            if (now == live)
            {
                return result;
            }

            live = now;
        }
    }

    Task<List<BsonDocument>> ReadAsync(
        string collection, FilterDefinition<BsonDocument> filter, SortDefinition<BsonDocument>? sort, int? limit,
        CancellationToken cancellationToken) => mongo.CallAsync(async _ =>
        {
            var found = await mongo[collection].Find(filter).Sort(sort).Limit(limit).ToListAsync(cancellationToken);
            return found.ConvertAll(stored => stored["state"].AsBsonDocument);
        });

    static FilterDefinition<BsonDocument> OfUser(long live, string userId, DateTime from, DateTime to) => Filter.And(
        Filter.Eq(ViewDocuments.Generation, live), Filter.Eq(ViewDocuments.UserId, userId),
        Filter.Gte(ViewDocuments.PlacedAt, MongoTime.Write(from)), Filter.Lt(ViewDocuments.PlacedAt, MongoTime.Write(to)));
}
