using Npgsql;
using NpgsqlTypes;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>
/// One transaction of a service's own PostgreSQL database. Writes and events are collected and sent with the commit, so that
/// an endpoint which only writes costs one round trip and a batch of events costs three: claim, read, write and commit.
/// Not for use by several threads.
/// </summary>
/// <param name="dataSource">The service's runtime login.</param>
/// <param name="options">Where parked messages are announced.</param>
public sealed class PostgresUnitOfWork(NpgsqlDataSource dataSource, PostgresMessagingOptions options) : IUnitOfWork
{
    readonly List<NpgsqlBatchCommand> _deferred = [];
    readonly List<OutgoingEvent> _events = [];
    NpgsqlConnection? _connection;
    bool _begun;

    /// <summary>Adds an event to the outbox with the commit.</summary>
    /// <param name="event">What happened.</param>
    /// <param name="traceParent">The context the event answers; null for that of the current activity.</param>
    public void Append<TEvent>(TEvent @event, string? traceParent = null) where TEvent : IEvent =>
        _events.Add(OutgoingEvent.From(@event, traceParent));

    /// <summary>Adds a write, sent with the next query or the commit, whichever comes first. Parameters are positional: $1, $2, …</summary>
    public void Defer(string sql, params ReadOnlySpan<NpgsqlParameter> parameters) => _deferred.Add(Command(sql, parameters));

    /// <summary>
    /// Sends what was deferred, then the query, in the transaction, and gives the query's rows. The reader must be disposed before
    /// the next call. A deferred write must not return rows.
    /// </summary>
    /// <exception cref="PostgresException">The server refused a statement; the unit can only be disposed.</exception>
    public async Task<NpgsqlDataReader> QueryAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        // Not disposed here: the reader goes on using it, and a batch holds nothing that its connection does not.
        var batch = await NextBatchAsync(cancellationToken);
        if (!_begun)
        {
            batch.BatchCommands.Insert(0, new NpgsqlBatchCommand("BEGIN"));
        }

        batch.BatchCommands.Add(Command(sql, parameters));
        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        _begun = true;
        return reader;
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlySet<Guid>> ClaimAsync(IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        var parked = new HashSet<(string Topic, string Key)>();
        var claimed = new HashSet<Guid>();
        // Rows with an id are claims, rows without one parked keys: one statement, one round trip.
        await using (var reader = await QueryAsync(Sql.Claim,
            [Parameter(messages.Select(m => m.Id).Distinct().ToArray()), Parameter(messages.Select(m => m.Topic).ToArray()),
             Parameter(messages.Select(m => m.Key).ToArray())], cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.IsDBNull(0))
                {
                    parked.Add((reader.GetString(1), reader.GetString(2)));
                }
                else
                {
                    claimed.Add(reader.GetGuid(0));
                }
            }
        }

        if (parked.Count > 0)
        {
            foreach (var message in messages)
            {
                if (parked.Contains((message.Topic, message.Key)) && claimed.Remove(message.Id))
                {
                    Park(message, "An earlier event of this key is parked.");
                }
            }
        }

        return claimed;
    }

    /// <inheritdoc />
    public async ValueTask ParkAsync(ConsumedMessage message, string reason, CancellationToken cancellationToken)
    {
        if ((await ClaimAsync([message], cancellationToken)).Contains(message.Id))
        {
            Park(message, reason);
        }
    }

    /// <inheritdoc />
    public async ValueTask<ConsumedMessage?> UnparkAsync(string topic, string key, CancellationToken cancellationToken)
    {
        await using var reader = await QueryAsync(Sql.OldestOfKey, [Parameter(topic), Parameter(key)], cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var message = new ConsumedMessage(
            reader.GetString(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetString(3), reader.GetGuid(4), reader.GetString(5),
            reader.GetString(6), reader.GetFieldValue<DateTimeOffset>(7), reader.GetFieldValue<byte[]>(8),
            reader.IsDBNull(9) ? null : reader.GetString(9), reader.IsDBNull(10) ? null : reader.GetString(10));
        Defer(Sql.Unpark, Parameter(message.Id));
        return message;
    }

    /// <inheritdoc />
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (_events.Count > 0)
        {
            _deferred.Add(OutboxInsert(_events));
        }

        if (_begun)
        {
            _deferred.Add(new NpgsqlBatchCommand("COMMIT"));
        }
        else if (_deferred.Count == 0)
        {
            return;
        }

        await using var batch = await NextBatchAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        _begun = false;
    }

    /// <inheritdoc />
    public bool IsTransient(Exception exception) => TransientFailures.Is(exception);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            // The pool rolls back what is open before it gives the connection to anyone else.
            await connection.DisposeAsync();
        }
    }

    /// <summary>A positional parameter whose PostgreSQL type follows from the .NET type.</summary>
    public static NpgsqlParameter Parameter<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    void Park(ConsumedMessage message, string reason)
    {
        Defer(Sql.Park, Parameter(message.Topic), Parameter(message.Key), Parameter(message.Id), Parameter(message.Type),
            Parameter(message.Source), Parameter(message.Time.UtcDateTime), Parameter(message.Payload),
            NullableText(message.TraceParent), NullableText(message.TraceState), Parameter(reason), Parameter(message.Partition),
            Parameter(message.Offset));
        _events.Add(DeadLetter.From(message, options.DeadLetterTopic, reason));
    }

    async ValueTask<NpgsqlBatch> NextBatchAsync(CancellationToken cancellationToken)
    {
        _connection ??= await dataSource.OpenConnectionAsync(cancellationToken);
        var batch = new NpgsqlBatch(_connection);
        foreach (var command in _deferred)
        {
            batch.BatchCommands.Add(command);
        }

        _deferred.Clear();
        return batch;
    }

    static NpgsqlBatchCommand OutboxInsert(List<OutgoingEvent> events) => Command(Sql.Append,
        [Parameter(events.ConvertAll(e => e.Id).ToArray()), Parameter(events.ConvertAll(e => e.Topic).ToArray()),
         Parameter(events.ConvertAll(e => e.Key).ToArray()), Parameter(events.ConvertAll(e => e.Type).ToArray()),
         Parameter(events.ConvertAll(e => e.Payload).ToArray()), Parameter(events.ConvertAll(e => e.TraceParent).ToArray()),
         Parameter(events.ConvertAll(e => e.TraceState).ToArray())]);

    static NpgsqlParameter NullableText(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    static NpgsqlBatchCommand Command(string sql, ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
