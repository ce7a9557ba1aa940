using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>
/// One unit of work on a service's own MongoDB. A document and the events about it are one write, so that they commit together on any
/// server, replica set or not; each write holds only if nobody has changed the document since it was loaded. A unit that fails half-way is
/// repeated: there is no inbox, so what was done must be found done by its business key, and its answer is then given again.
/// Not for use by several threads.
/// </summary>
/// <param name="connection">The service's database.</param>
/// <param name="signal">Wakes this instance's relay.</param>
/// <param name="options">Where parked messages are announced.</param>
/// <param name="clock">The time of the commit.</param>
public sealed class MongoUnitOfWork(
    MongoConnection connection, OutboxSignal signal, MongoMessagingOptions options, MongoClock clock) : IUnitOfWork
{
    readonly Dictionary<(string Collection, string Id), DocumentChange> _changes = [];
    readonly List<(ConsumedMessage Message, string Reason, bool Behind)> _parked = [];
    readonly List<Guid> _redriven = [];

    /// <summary>
    /// Loads the documents with these ids to change them: the state that this unit has given them where it has, else the stored one.
    /// </summary>
    public async Task<Dictionary<string, BsonDocument>> LoadAsync(
        string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var missing = ids.Where(id => !_changes.ContainsKey((collection, id))).ToList();
        if (missing.Count > 0)
        {
            await FindAsync(collection, Builders<BsonDocument>.Filter.In("_id", missing), null, missing.Count, cancellationToken);
            foreach (var id in missing)
            {
                // Not there: it is made by this unit, or by nobody.
                _changes.TryAdd((collection, id), new DocumentChange(null, null));
            }
        }

        var loaded = new Dictionary<string, BsonDocument>();
        foreach (var id in ids)
        {
            if (_changes[(collection, id)].State is { } state)
            {
                loaded[id] = state;
            }
        }

        return loaded;
    }

    /// <summary>Loads documents to change them, by a filter on what is stored.</summary>
    public async Task<List<BsonDocument>> FindAsync(
        string collection, FilterDefinition<BsonDocument> filter, SortDefinition<BsonDocument>? sort, int limit,
        CancellationToken cancellationToken)
    {
        var documents = await connection.CallAsync(_ => connection[collection].Find(filter).Sort(sort).Limit(limit)
            .Project(Builders<BsonDocument>.Projection.Include(Names.State).Include(Names.Version)).ToListAsync(cancellationToken));
        return documents.ConvertAll(document =>
        {
            var key = (collection, document["_id"].AsString);
            if (!_changes.TryGetValue(key, out var change))
            {
                _changes.Add(key, change = new DocumentChange(document[Names.State].AsBsonDocument, document[Names.Version].AsInt64));
            }

            return change.State!;
        });
    }

    /// <summary>
    /// Gives a document a state, or leaves it the one it has, and adds an event about it, with the commit. A document that this unit has
    /// not loaded is made.
    /// </summary>
    public void Save(string collection, string id, BsonDocument? state, OutgoingEvent? @event = null)
    {
        if (!_changes.TryGetValue((collection, id), out var change))
        {
            _changes.Add((collection, id), change = new DocumentChange(null, null));
        }

        if (state is not null)
        {
            change.Set(state);
        }

        if (@event is not null)
        {
            change.Events.Add(@event);
        }
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlySet<Guid>> ClaimAsync(IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        var claimed = messages.Select(message => message.Id).ToHashSet();
        var behind = await connection.CallAsync(_ => ParkedDocuments.KeysAmongAsync(connection, messages, cancellationToken));
        foreach (var message in messages)
        {
            if (behind.Contains(ParkedDocuments.Of(message.Topic, message.Key)) && claimed.Remove(message.Id))
            {
                _parked.Add((message, "An earlier event of this key is parked.", true));
            }
        }

        return claimed;
    }

    /// <inheritdoc />
    public async ValueTask ParkAsync(ConsumedMessage message, string reason, CancellationToken cancellationToken)
    {
        if ((await ClaimAsync([message], cancellationToken)).Contains(message.Id))
        {
            _parked.Add((message, reason, false));
        }
    }

    /// <inheritdoc />
    public async ValueTask<ConsumedMessage?> UnparkAsync(string topic, string key, CancellationToken cancellationToken)
    {
        var message = await connection.CallAsync(_ => ParkedDocuments.OldestAsync(connection, topic, key, cancellationToken));
        if (message is not null)
        {
            _redriven.Add(message.Id);
        }

        return message;
    }

    /// <inheritdoc />
    /// <exception cref="MongoConflictException">Somebody else was faster. What was written before stands, and is found done.</exception>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(cancellationToken);
        var at = MongoTime.Write(now);
        foreach (var ofCollection in _changes.Where(change => change.Value.IsChanged).GroupBy(change => change.Key.Collection))
        {
            await connection.CallAsync(async _ =>
            {
                await WriteAsync(ofCollection.Key, [.. ofCollection], at, cancellationToken);
                return true;
            });
        }

        foreach (var (message, reason, behind) in _parked)
        {
            var letter = DeadLetter.From(message, options.DeadLetterTopic, reason);
            await connection.CallAsync(_ => ParkedDocuments.AddAsync(connection, message, reason, behind, letter, at, cancellationToken));
            signal.Changed(Names.Parked, message.Id.ToString());
        }

        foreach (var id in _redriven)
        {
            await connection.CallAsync(_ => ParkedDocuments.RedrivenAsync(connection, id, now, cancellationToken));
        }

        _changes.Clear();
        _parked.Clear();
        _redriven.Clear();
    }

    /// <inheritdoc />
    public bool IsTransient(Exception exception) => MongoFailures.IsAway(exception);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task WriteAsync(
        string collection, List<KeyValuePair<(string Collection, string Id), DocumentChange>> changes, string at,
        CancellationToken cancellationToken)
    {
        try
        {
            var result = await connection[collection].BulkWriteAsync(
                changes.ConvertAll(change => change.Value.ToWrite(change.Key.Id, at)), new BulkWriteOptions { IsOrdered = false },
                cancellationToken);
            if (result.InsertedCount + result.MatchedCount < changes.Count)
            {
                throw new MongoConflictException($"A document of {collection} was changed by somebody else meanwhile.");
            }
        }
        catch (MongoBulkWriteException exception) when (MongoFailures.IsDuplicate(exception))
        {
            throw new MongoConflictException($"A document of {collection} was made by somebody else meanwhile.", exception);
        }
        finally
        {
            // Also when one has failed: the others may have been written.
            changes.ForEach(change => signal.Changed(collection, change.Key.Id));
        }
    }
}
