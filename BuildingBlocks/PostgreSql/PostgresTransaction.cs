using Npgsql;
using NpgsqlTypes;

namespace DbPerService.PostgreSql;

/// <summary>
/// One transaction of a service's own PostgreSQL database. Writes are collected and sent with the next query or the commit, so that code
/// which only writes costs one round trip. Not thread-safe.
/// </summary>
public class PostgresTransaction : IAsyncDisposable
{
    // READ COMMITTED, whatever the database's default: of two statements the second sees what the first has waited for.
    const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED";

    readonly List<NpgsqlBatchCommand> _deferred = [];
    readonly NpgsqlDataSource? _dataSource;
    NpgsqlConnection? _connection;
    bool _begun;

    /// <summary>A transaction on a connection of the data source.</summary>
    /// <param name="dataSource">The service's runtime login.</param>
    public PostgresTransaction(NpgsqlDataSource dataSource) => _dataSource = dataSource;

    /// <summary>
    /// A part of a transaction that the caller has begun on the connection, at READ COMMITTED, and ends. Its commit sends what was collected
    /// and leaves the transaction open.
    /// </summary>
    protected PostgresTransaction(NpgsqlConnection begun) => (_connection, _begun) = (begun, true);

    bool IsJoined => _dataSource is null;

    /// <summary>A positional parameter whose PostgreSQL type is derived from the .NET type.</summary>
    public static NpgsqlParameter Parameter<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A positional parameter of type text, which may be null.</summary>
    public static NpgsqlParameter NullableText(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>
    /// Adds a write, sent with the next query or the commit, whichever comes first. Parameters are positional: $1, $2, …
    /// The statement must not return rows.
    /// </summary>
    public void Defer(string sql, params ReadOnlySpan<NpgsqlParameter> parameters) => _deferred.Add(Command(sql, parameters));

    /// <summary>
    /// Sends the deferred writes and the query in the transaction, and returns the query's rows. The reader must be disposed of before the
    /// the next call.
    /// </summary>
    /// <exception cref="PostgresException">The server refused a statement; the transaction can only be disposed.</exception>
    public Task<NpgsqlDataReader> QueryAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) =>
        QueryAsync([Command(sql, parameters)], cancellationToken);

    /// <summary>Commits what was written. Disposing without it undoes everything.</summary>
    /// <exception cref="NpgsqlException">
    /// The server refused a statement, or cannot be reached; in that case it is unknown whether it has committed.
    /// </exception>
    public virtual async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (_begun && !IsJoined)
        {
            _deferred.Add(new NpgsqlBatchCommand("COMMIT"));
        }
        else if (_deferred.Count == 0)
        {
            return;
        }

        await using var batch = await NextBatchAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        _begun = IsJoined;
    }

    /// <summary>Gives the connection back; what was not committed is undone.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_connection is { } connection && !IsJoined)
        {
            _connection = null;
            // The pool rolls back an open transaction before it reuses the connection.
            await connection.DisposeAsync();
        }
    }

    /// <summary>The same for several queries in one round trip, each of which is a result of the reader.</summary>
    protected async Task<NpgsqlDataReader> QueryAsync(NpgsqlBatchCommand[] queries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queries);
        // Not disposed of here: the reader still uses it, and a batch holds nothing that its connection does not.
        var batch = await NextBatchAsync(cancellationToken);
        if (!_begun)
        {
            batch.BatchCommands.Insert(0, new NpgsqlBatchCommand(Begin));
        }

        foreach (var query in queries)
        {
            batch.BatchCommands.Add(query);
        }

        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        _begun = true;
        return reader;
    }

    /// <summary>A statement with its parameters.</summary>
    protected static NpgsqlBatchCommand Command(string sql, ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    async ValueTask<NpgsqlBatch> NextBatchAsync(CancellationToken cancellationToken)
    {
        _connection ??= await _dataSource!.OpenConnectionAsync(cancellationToken);
        var batch = new NpgsqlBatch(_connection);
        foreach (var command in _deferred)
        {
            batch.BatchCommands.Add(command);
        }

        _deferred.Clear();
        return batch;
    }
}
