using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>
/// One transaction of a service's own PostgreSQL database with inbox, dead letters and outbox. Writes and events are collected and sent with
/// the commit, so that an endpoint which only writes costs one round trip and a batch of events costs three: inbox, read, write and commit.
/// Not thread-safe.
/// </summary>
public sealed class PostgresUnitOfWork : PostgresTransaction, IUnitOfWork
{
    readonly List<OutboxMessage> _events = [];
    readonly PostgresMessagingOptions _options;

    /// <summary>A unit of work on a connection of the data source.</summary>
    /// <param name="dataSource">The service's runtime login.</param>
    /// <param name="options">The topic of dead letters and the size limit.</param>
    public PostgresUnitOfWork(NpgsqlDataSource dataSource, PostgresMessagingOptions options) : base(dataSource) => _options = options;

    PostgresUnitOfWork(NpgsqlConnection connection, PostgresMessagingOptions options) : base(connection) => _options = options;

    /// <summary>
    /// A unit of work inside a transaction that the caller began on the connection, at READ COMMITTED, and ends. Its commit sends what was
    /// collected and leaves the transaction open.
    /// </summary>
    public static PostgresUnitOfWork Join(NpgsqlConnection connection, PostgresMessagingOptions options) => new(connection, options);

    /// <summary>Adds an event to the outbox with the commit.</summary>
    /// <param name="event">The event.</param>
    /// <param name="traceParent">The trace context that the event replies to; null for that of the current activity.</param>
    /// <exception cref="EventTooLargeException">The event is larger than <c>Messaging:MaxEventBytes</c>.</exception>
    public void Append(IEvent @event, string? traceParent = null) =>
        _events.Add(OutboxMessage.From(@event, traceParent).OfAtMost(_options.MaxEventBytes));

    /// <summary>Adds the events of changes to the outbox with the commit, in their order.</summary>
    /// <exception cref="EventTooLargeException">An event is larger than <c>Messaging:MaxEventBytes</c>.</exception>
    public void AppendEventsOf<TState>(IReadOnlyList<Change<TState>> changes) where TState : class
    {
        foreach (var change in changes)
        {
            if (change.Event is { } @event)
            {
                Append(@event, change.TraceParent);
            }
        }
    }

    /// <inheritdoc />
    public Redelivery Redelivery => Redelivery.LeftOut;

    /// <inheritdoc />
    public async ValueTask<IReadOnlySet<Guid>> TryAddToInboxAsync(
        IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        // In a fixed order, so that two instances with the same messages wait for each other and do not deadlock.
        var first = messages.Select((message, place) => (message.Id, Place: place)).DistinctBy(m => m.Id).OrderBy(m => m.Id).ToList();
        var keys = messages.Where(m => m.Key is not null).Select(DeadLetterKey.Of).Distinct().Order().ToArray();
        var added = new HashSet<Guid>();
        var waiting = new List<DeadLetterKey>();
        await using (var reader = await QueryAsync(
            [
                Command(
                    Sql.AddToInbox,
                    [Parameter(first.ConvertAll(m => m.Id).ToArray()), Parameter(first.ConvertAll(m => m.Place).ToArray())]),
                Command(Sql.KeysWaiting, Parameters(keys))
            ],
            cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                added.Add(reader.GetGuid(0));
            }

            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                waiting.Add(keys[(int)reader.GetInt64(0) - 1]);
            }
        }

        if (waiting.Count > 0)
        {
            var newest = await LockNewestAsync([.. waiting], cancellationToken);
            foreach (var message in messages)
            {
                if (message.Key is not null && newest.TryGetValue(DeadLetterKey.Of(message), out var letter) && added.Remove(message.Id))
                {
                    newest[DeadLetterKey.Of(message)] = AddBehind(message, letter);
                }
            }
        }

        return added;
    }

    /// <inheritdoc />
    public async ValueTask DeadLetterAsync(ConsumedMessage message, DeadLetterCause cause, CancellationToken cancellationToken)
    {
        if ((await TryAddToInboxAsync([message], cancellationToken)).Contains(message.Id))
        {
            AddDeadLetter(message, cause);
        }
    }

    /// <inheritdoc />
    public async ValueTask<ConsumedMessage?> TakeDeadLetterAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var reader = await QueryAsync(Sql.TakeDeadLetter, [Parameter(id)], cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? DeadLetterRows.ReadMessage(reader, 0) : null;
    }

    /// <inheritdoc />
    public async ValueTask<long> HorizonAsync(CancellationToken cancellationToken)
    {
        await using var reader = await QueryAsync(Sql.Horizon, [], cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0);
    }

    /// <inheritdoc />
    public async ValueTask<bool> IsSettledAsync(long horizon, CancellationToken cancellationToken)
    {
        await using var reader = await QueryAsync(Sql.IsSettled, [Parameter(horizon)], cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0);
    }

    /// <inheritdoc />
    public override async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        OutboxMessage[] events = [.. _events];
        if (events.Length > 0)
        {
            Defer(
                Sql.Append,
                Parameter(Array.ConvertAll(events, e => e.Id)), Parameter(Array.ConvertAll(events, e => e.Topic)),
                Parameter(Array.ConvertAll(events, e => e.Key)), Parameter(Array.ConvertAll(events, e => e.Type)),
                Parameter(Array.ConvertAll(events, e => e.Payload)), Parameter(Array.ConvertAll(events, e => e.TraceParent)),
                Parameter(Array.ConvertAll(events, e => e.TraceState)));
            _events.Clear();
        }

        await base.CommitAsync(cancellationToken);
        OutboxMessage.Committed(events);
    }

    /// <inheritdoc />
    public bool IsTransient(Exception exception) => PostgresFailures.IsTransient(exception);

    /// <summary>
    /// Locks the newest dead letter of each key. One that was redriven meanwhile is gone, but another may have been added behind it, which
    /// the statement's snapshot did not show: the query is repeated until the remaining keys have none.
    /// </summary>
    async Task<Dictionary<DeadLetterKey, PostgresNewestDeadLetter>> LockNewestAsync(DeadLetterKey[] keys, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<DeadLetterKey, PostgresNewestDeadLetter>();
        while (keys.Length > 0)
        {
            await using (var reader = await QueryAsync(Sql.NewestOfKeys, Parameters(keys), cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    newest.Add(
                        keys[(int)reader.GetInt64(0) - 1],
                        new PostgresNewestDeadLetter(reader.GetGuid(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
                }
            }

            var gone = keys.Where(key => !newest.ContainsKey(key)).ToArray();
            var waiting = new List<DeadLetterKey>();
            if (gone.Length > 0)
            {
                await using var reader = await QueryAsync(Sql.KeysWaiting, Parameters(gone), cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    waiting.Add(gone[(int)reader.GetInt64(0) - 1]);
                }
            }

            keys = [.. waiting];
        }

        return newest;
    }

    PostgresNewestDeadLetter AddBehind(ConsumedMessage message, PostgresNewestDeadLetter newest)
    {
        var letter = PostgresNewestDeadLetter.Of(message);
        if (letter.HasContentOf(newest))
        {
            Defer(Sql.CountRepeat, Parameter(newest.Id));
            return newest;
        }

        AddDeadLetter(message, DeadLetterCause.BehindAnother);
        return letter;
    }

    void AddDeadLetter(ConsumedMessage message, DeadLetterCause cause)
    {
        Defer(Sql.AddDeadLetter, Parameter(message.Id), Parameter(message.Topic), NullableText(message.Key), Parameter(message.Type),
            Parameter(message.Source), Parameter(message.Time.UtcDateTime), Parameter(message.Payload),
            Parameter(MessageHeader.Write(message.Headers)), NullableText(message.TraceParent), NullableText(message.TraceState),
            Parameter(cause.Reason.ToString()), Parameter(cause.Detail), Parameter(message.Partition), Parameter(message.Offset));
        _events.Add(DeadLetterAnnouncement.For(message, _options.DeadLetterTopic, cause));
    }

    static NpgsqlParameter[] Parameters(DeadLetterKey[] keys) =>
        [Parameter(Array.ConvertAll(keys, key => key.Topic)), Parameter(Array.ConvertAll(keys, key => key.Key))];
}
