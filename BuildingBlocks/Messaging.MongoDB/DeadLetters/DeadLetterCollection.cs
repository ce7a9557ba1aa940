using MongoDB.Bson;
using MongoDB.Driver;
using Doc = DbPerService.Messaging.MongoDB.DeadLetterDocument;

namespace DbPerService.Messaging.MongoDB;

/// <summary>A unit of work's operations on the dead letters.</summary>
sealed class DeadLetterCollection(MongoConnection connection)
{
    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    static readonly UpdateDefinitionBuilder<BsonDocument> Update = Builders<BsonDocument>.Update;
    static readonly FilterDefinition<BsonDocument> Waits = Filter.Eq(Doc.Waiting, true);

    IMongoCollection<BsonDocument> Letters => connection[Names.DeadLetters];

    /// <summary>Which of the messages are or were dead letters, and which of their keys are blocked.</summary>
    public async Task<(HashSet<Guid> Known, HashSet<string> Waiting)> LookUpAsync(
        IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        // Usually there are none, and this query is all that a batch pays.
        if (!await Letters.Find(Filter.Empty).Limit(1).Project(Builders<BsonDocument>.Projection.Include("_id")).AnyAsync(cancellationToken))
        {
            return ([], []);
        }

        var keys = messages.Where(message => message.Key is not null)
            .Select(message => Doc.HashOf(message.Topic, message.Key!)).Distinct().ToList();
        var known = await Letters.Find(Filter.In("_id", messages.Select(message => message.Id.ToString())))
            .Project(Builders<BsonDocument>.Projection.Include("_id")).ToListAsync(cancellationToken);
        using var waiting = await Letters.DistinctAsync<string>(
            Doc.Of, Waits & Filter.In(Doc.Of, keys), cancellationToken: cancellationToken);
        return ([.. known.Select(Doc.Id)], [.. await waiting.ToListAsync(cancellationToken)]);
    }

    /// <summary>The newest waiting dead letter of a key, or null.</summary>
    public async Task<MongoNewestDeadLetter?> NewestAsync(string of, CancellationToken cancellationToken)
    {
        var newest = await Letters.Find(Waits & Filter.Eq(Doc.Of, of)).Sort(Builders<BsonDocument>.Sort.Descending(Doc.Position)).Limit(1)
            .Project(Builders<BsonDocument>.Projection.Include(Doc.Type).Include(Doc.PayloadHash)).FirstOrDefaultAsync(cancellationToken);
        return newest is null ? null : new MongoNewestDeadLetter(Doc.Id(newest), newest[Doc.Type].AsString, newest[Doc.PayloadHash].AsString, null);
    }

    /// <summary>A waiting dead letter that is the first of its key, or null.</summary>
    public async Task<ConsumedMessage?> FirstAsync(Guid id, CancellationToken cancellationToken)
    {
        var document = await Letters.Find(Waits & Filter.Eq("_id", id.ToString())).FirstOrDefaultAsync(cancellationToken);
        if (document is null || (document.TryGetValue(Doc.Of, out var of)
            && await Letters.Find(Waits & Filter.Eq(Doc.Of, of) & Filter.Lt(Doc.Position, document[Doc.Position])).AnyAsync(cancellationToken)))
        {
            return null;
        }

        return Doc.ReadMessage(document);
    }

    /// <summary>Stores them behind all others, in this order. An existing one was stored by an earlier attempt.</summary>
    /// <exception cref="MongoConflictException">The dead letter ahead was redriven or discarded meanwhile.</exception>
    public async Task<bool> AddAsync(
        IReadOnlyList<PendingDeadLetter> letters, string deadLetterTopic, string at, CancellationToken cancellationToken)
    {
        var first = await TakePositionsAsync(letters.Count, cancellationToken);
        var documents = letters.Select((letter, i) => Doc.Write(
            letter, DeadLetterAnnouncement.For(letter.Message, deadLetterTopic, letter.Cause), first + i, at)).ToList();
        var stored = await InsertAsync(documents, cancellationToken);
        var behind = letters.Where(letter => letter.IsBehindStored).Select(letter => letter.Of!).Distinct();
        foreach (var of in behind)
        {
            await VerifyBehindAsync(of, stored.FindAll(document => document.GetValue(Doc.Of, "") == of), cancellationToken);
        }

        return true;
    }

    /// <summary>Stores those that do not exist yet, and returns them.</summary>
    public async Task<List<BsonDocument>> InsertAsync(List<BsonDocument> documents, CancellationToken cancellationToken)
    {
        var stored = new List<BsonDocument>();
        for (var from = 0; from < documents.Count;)
        {
            var part = documents[from..];
            try
            {
                // In order: one that is stored ahead of an earlier, missing one would stay ahead of it.
                await Letters.InsertManyAsync(part, new InsertManyOptions { IsOrdered = true }, cancellationToken);
                stored.AddRange(part);
                break;
            }
            catch (MongoBulkWriteException exception) when (MongoFailures.IsDuplicate(exception))
            {
                var duplicate = exception.WriteErrors[0].Index;
                stored.AddRange(part[..duplicate]);
                from += duplicate + 1;
            }
        }

        return stored;
    }

    /// <exception cref="MongoConflictException">It is no longer waiting.</exception>
    public Task<bool> CountRepeatsAsync(Guid id, int count, CancellationToken cancellationToken) => ChangeAsync(
        Waits & Filter.Eq("_id", id.ToString()), Update.Inc(Doc.Repeats, count), cancellationToken);

    /// <summary>Marks one as being redriven by the unit, before its effects are written.</summary>
    /// <exception cref="MongoConflictException">It is no longer waiting.</exception>
    public Task<bool> BeginRedriveAsync(Guid id, string unit, CancellationToken cancellationToken) => ChangeAsync(
        Waits & Filter.Eq("_id", id.ToString()), Update.Set(Doc.TakenBy, unit), cancellationToken);

    /// <summary>Removes it after its effects were written. If it was discarded in between, the redrive still stands.</summary>
    /// <exception cref="MongoConflictException">Another unit has taken it.</exception>
    public Task<bool> EndRedriveAsync(Guid id, string unit, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        Filter.Eq("_id", id.ToString()) & Filter.Eq(Doc.TakenBy, unit),
        Update.Unset(Doc.Waiting).Unset(Doc.TakenBy).Unset(Doc.DiscardedAt).Unset(Doc.DiscardReason).Unset(Doc.DiscardedBy)
            .Set(Doc.RedrivenAt, at.UtcDateTime),
        cancellationToken);

    async Task<bool> ChangeAsync(
        FilterDefinition<BsonDocument> which, UpdateDefinition<BsonDocument> how, CancellationToken cancellationToken) =>
        (await Letters.UpdateOneAsync(which, how, cancellationToken: cancellationToken)).MatchedCount == 1
            ? true
            : throw new MongoConflictException("The dead letter was redriven or discarded by another unit of work.");

    /// <summary>Reserves as many positions as requested, beyond all others, and returns the first.</summary>
    public async Task<long> TakePositionsAsync(int count, CancellationToken cancellationToken)
    {
        try
        {
            var taken = await connection[Names.Relay].FindOneAndUpdateAsync<BsonDocument>(
                Filter.Eq("_id", "deadLetterPosition"), Update.Inc("taken", (long)count),
                new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After }, cancellationToken);
            return taken["taken"].AsInt64 - count + 1;
        }
        catch (MongoCommandException exception) when (MongoFailures.IsDuplicate(exception))
        {
            throw new MongoConflictException("Another instance created the position counter.", exception);
        }
    }

    /// <summary>Removes dead letters that would be stranded: a concurrent redrive of the key may not have seen them.</summary>
    async Task VerifyBehindAsync(string of, List<BsonDocument> stored, CancellationToken cancellationToken)
    {
        if (stored is [var first, ..]
            && !await Letters.Find(Waits & Filter.Eq(Doc.Of, of) & Filter.Lt(Doc.Position, first[Doc.Position])).AnyAsync(cancellationToken))
        {
            await Letters.DeleteManyAsync(
                Waits & Filter.In("_id", stored.Select(document => document["_id"])), cancellationToken);
            throw new MongoConflictException("The dead letters of the key were redriven or discarded meanwhile.");
        }
    }
}
