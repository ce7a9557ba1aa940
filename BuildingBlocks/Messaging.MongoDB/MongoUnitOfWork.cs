using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>
/// One unit of work on a service's own MongoDB. A document and its events are one write, so they commit atomically on any server, replica
/// set or not; each write is conditional on the document being as it was loaded. A unit that fails half-way is repeated. There is no
/// inbox, so a handler must detect by the business key what is already done, and reply again. Not thread-safe.
/// </summary>
/// <param name="connection">The service's database.</param>
/// <param name="signal">Wakes this instance's relay.</param>
/// <param name="options">The topic of dead letters and the size limit.</param>
/// <param name="clock">The time of the commit.</param>
public sealed class MongoUnitOfWork(
    MongoConnection connection, OutboxSignal signal, MongoMessagingOptions options, MongoClock clock) : IUnitOfWork
{
    readonly Dictionary<(string Collection, string Id), DocumentChange> _changes = [];
    readonly DeadLetterCollection _deadLetters = new(connection);
    readonly string _id = Guid.NewGuid().ToString("N");
    readonly List<PendingDeadLetter> _pending = [];
    readonly Dictionary<string, MongoNewestDeadLetter> _newest = [];
    readonly Dictionary<Guid, int> _repeats = [];
    readonly List<Guid> _taken = [];
    readonly HashSet<Guid> _applied = [];
    readonly AppliedCollection _appliedEvents = new(connection);

    /// <summary>
    /// Loads the documents with these ids for update: the state that this unit has given them, else the stored one.
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
                // It does not exist: this unit creates it, or nobody does.
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

    /// <summary>Loads documents for update by a filter on what is stored.</summary>
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
    /// Sets the state of a document, or leaves it unchanged, and adds an event about it, with the commit. A document that this unit has not
    /// loaded is created.
    /// </summary>
    /// <param name="collection">The document's collection.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="state">The new state, or null to leave it unchanged.</param>
    /// <param name="event">The event, or null.</param>
    /// <param name="traceParent">The trace context that the event replies to; null for that of the current activity.</param>
    /// <exception cref="EventTooLargeException">The event is larger than <c>Messaging:MaxEventBytes</c>.</exception>
    public void Save(string collection, string id, BsonDocument? state, IEvent? @event = null, string? traceParent = null)
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
            change.Events.Add(OutboxMessage.From(@event, traceParent).OfAtMost(options.MaxEventBytes));
        }
    }

    /// <inheritdoc />
    public Redelivery Redelivery => Redelivery.HandledAgain;

    /// <inheritdoc />
    public async ValueTask<IReadOnlySet<Guid>> TryAddToInboxAsync(
        IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        var added = messages.Select(message => message.Id).ToHashSet();
        var (known, waiting) = await connection.CallAsync(_ => _deadLetters.LookUpAsync(messages, cancellationToken));
        added.ExceptWith(known);
        if (waiting.Count + _newest.Count == 0)
        {
            _applied.UnionWith(added);
            return added;
        }

        foreach (var message in messages.Where(message => message.Key is not null))
        {
            var of = DeadLetterDocument.HashOf(message.Topic, message.Key!);
            if (!_newest.TryGetValue(of, out var newest))
            {
                if (!waiting.Contains(of)
                    || await connection.CallAsync(_ => _deadLetters.NewestAsync(of, cancellationToken)) is not { } stored)
                {
                    continue;
                }

                _newest.Add(of, newest = stored);
            }

            if (added.Remove(message.Id))
            {
                AddBehind(message, newest);
            }
        }

        _applied.UnionWith(added);
        return added;
    }

    /// <inheritdoc />
    public async ValueTask DeadLetterAsync(ConsumedMessage message, DeadLetterCause cause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if ((await TryAddToInboxAsync([message], cancellationToken)).Contains(message.Id))
        {
            _applied.Remove(message.Id);
            Add(new PendingDeadLetter(message, cause));
        }
    }

    /// <inheritdoc />
    public async ValueTask<ConsumedMessage?> TakeDeadLetterAsync(Guid id, CancellationToken cancellationToken)
    {
        var message = await connection.CallAsync(_ => _deadLetters.FirstAsync(id, cancellationToken));
        if (message is not null)
        {
            _taken.Add(id);
            _applied.Add(id);
        }

        return message;
    }

    /// <inheritdoc />
    /// <exception cref="MongoConflictException">Another unit changed a document. Earlier writes stand, and count as done.</exception>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(cancellationToken);
        var at = MongoTime.Write(now);
        foreach (var id in _taken)
        {
            await connection.CallAsync(_ => _deadLetters.BeginRedriveAsync(id, _id, cancellationToken));
        }

        foreach (var ofCollection in _changes.Where(change => change.Value.IsChanged).GroupBy(change => change.Key.Collection))
        {
            await connection.CallAsync(async _ =>
            {
                await WriteAsync(ofCollection.Key, [.. ofCollection], at, cancellationToken);
                return true;
            });
        }

        foreach (var (id, count) in _repeats)
        {
            await connection.CallAsync(_ => _deadLetters.CountRepeatsAsync(id, count, cancellationToken));
        }

        if (_pending.Count > 0)
        {
            await connection.CallAsync(_ => _deadLetters.AddAsync(_pending, options.DeadLetterTopic, at, cancellationToken));
            _pending.ForEach(letter => signal.Changed(Names.DeadLetters, letter.Message.Id.ToString()));
        }

        foreach (var id in _taken)
        {
            await connection.CallAsync(_ => _deadLetters.EndRedriveAsync(id, _id, now, cancellationToken));
        }

        if (_applied.Count > 0)
        {
            await connection.CallAsync(_ => _appliedEvents.AddAsync(_applied, now, cancellationToken));
        }

        OutboxMessage.Committed([.. _changes.Values.SelectMany(change => change.Events)]);
        _applied.Clear();
        _changes.Clear();
        _pending.Clear();
        _newest.Clear();
        _repeats.Clear();
        _taken.Clear();
    }

    /// <inheritdoc />
    public bool IsTransient(Exception exception) => MongoFailures.IsUnavailable(exception);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    void AddBehind(ConsumedMessage message, MongoNewestDeadLetter newest)
    {
        var letter = new PendingDeadLetter(message, DeadLetterCause.BehindAnother) { IsBehindStored = newest.IsBehindStored };
        if (!newest.HasContentOf(letter))
        {
            Add(letter);
        }
        else if (newest.Pending is { } pending)
        {
            pending.Repeats++;
        }
        else
        {
            _repeats[newest.Id] = _repeats.GetValueOrDefault(newest.Id) + 1;
        }
    }

    void Add(PendingDeadLetter letter)
    {
        _pending.Add(letter);
        if (letter.Of is { } of)
        {
            _newest[of] = MongoNewestDeadLetter.Of(letter);
        }
    }

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
                throw new MongoConflictException($"A document of {collection} was changed by another unit of work.");
            }
        }
        catch (MongoBulkWriteException exception) when (MongoFailures.IsDuplicate(exception))
        {
            throw new MongoConflictException($"A document of {collection} was created by another unit of work.", exception);
        }
        finally
        {
            // Also after a failure: other documents may have been written.
            changes.ForEach(change => signal.Changed(collection, change.Key.Id));
        }
    }
}
