using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>
/// One instance's term as the relay's leader: the lock, a working slot, and what must be read from the table before the slot.
/// </summary>
sealed class RelaySession : IAsyncDisposable
{
    // Any constant that nothing else in the service's database uses; this one spells "outbox".
    const long LeaderLock = 0x6F7574626F78;

    readonly NpgsqlConnection _control;
    readonly string _login;
    readonly SemaphoreSlim _gate = new(1, 1);

    readonly TimeProvider _time;
    readonly TimeSpan _leaderTimeout;
    long _answeredAt;

    RelaySession(string login, LogicalReplicationConnection replication, TimeSpan leaderTimeout, TimeProvider time)
    {
        _login = login;
        _control = new NpgsqlConnection(login);
        _leaderTimeout = leaderTimeout;
        _time = time;
        _answeredAt = time.GetTimestamp();
        Replication = replication;
    }

    /// <summary>
    /// Whether the server cannot have ended the lock's session for its silence yet: counted from before the last answered request, so it is
    /// always less than what the server counts.
    /// </summary>
    public bool IsLeader => _time.GetElapsedTime(Volatile.Read(ref _answeredAt)) < _leaderTimeout;

    public LogicalReplicationConnection Replication { get; }

    /// <summary>Whether events of the table must be read before those of the slot.</summary>
    public bool Recovering { get; private set; }

    /// <summary>Every event of a transaction below this id is confirmed.</summary>
    public long ConfirmedXid { get; private set; }

    /// <exception cref="OutboxBusyException">Another instance is the relay.</exception>
    public static async Task<RelaySession> OpenAsync(
        RelayLogin login, LogicalReplicationConnection replication, PostgresMessagingOptions options, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        var session = new RelaySession(login.ControlString, replication, options.LeaderTimeout, time);
        try
        {
            await session._control.OpenAsync(cancellationToken);
            if (!(bool)(await session.ScalarAsync("SELECT pg_try_advisory_lock($1)", LeaderLock, cancellationToken))!)
            {
                throw new OutboxBusyException("Another instance holds the relay's lock.");
            }

            await session.SettleAsync(logger, cancellationToken);
            await session.ReadCursorAsync(cancellationToken);
            await session.PrepareSlotAsync(options.Slot, logger, cancellationToken);
            return session;
        }
        catch
        {
            await session._control.DisposeAsync();
            throw;
        }
    }

    public static InvalidOperationException NoCursor() =>
        new("messaging.relay_cursor has no row: the migration is incomplete.");

    /// <summary>Writes a marker into the log; see <see cref="Sql.EmitMark"/>.</summary>
    /// <returns>Whether there are open transactions that the marker does not cover.</returns>
    public async Task<bool> EmitMarkAsync(string prefix, CancellationToken cancellationToken) =>
        await ScalarAsync(Sql.EmitMark, prefix, cancellationToken) is true;

    /// <summary>Records that every transaction below the id is confirmed.</summary>
    public Task SaveCursorAsync(long xid, CancellationToken cancellationToken) => ScalarAsync(Sql.SaveCursor, xid, cancellationToken);

    /// <summary>Records that the table's part of a recovery is in the broker.</summary>
    public async Task RecoveredAsync(CancellationToken cancellationToken)
    {
        await ScalarAsync(Sql.SaveRecovering, false, cancellationToken);
        Recovering = false;
    }

    /// <summary>A page of the events that the lost slot may not have delivered.</summary>
    public async Task<List<(long Position, OutboxMessage Event)>> NotConfirmedAsync(long after, int limit, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var asked = _time.GetTimestamp();
            await using var command = new NpgsqlCommand(Sql.NotConfirmed, _control)
            {
                Parameters = { new() { Value = ConfirmedXid }, new() { Value = after }, new() { Value = limit } },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var page = new List<(long, OutboxMessage)>(limit);
            while (await reader.ReadAsync(cancellationToken))
            {
                page.Add((reader.GetInt64(0), new OutboxMessage(
                    reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
                    reader.IsDBNull(7) ? null : reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8))
                {
                    CommittedAt = reader.GetFieldValue<DateTimeOffset>(6),
                }));
            }

            Volatile.Write(ref _answeredAt, asked);
            return page;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Bytes of log between the slot's confirmed position and the end.</summary>
    public async Task<long> RetainedBytesAsync(string slot, CancellationToken cancellationToken) =>
        await ScalarAsync(
            "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint FROM pg_replication_slots WHERE slot_name = $1",
            slot, cancellationToken) is long bytes ? bytes : 0;

    /// <summary>Ends the replication connection at the server over a separate connection, because the others may be the problem.</summary>
    public async Task TerminateReplicationAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_login);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql.TerminateReplication, connection) { Parameters = { new() { Value = Replication.ProcessID } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>To be called when nobody reads from the stream any more. The lock is released last.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Replication.DisposeAsync();
        }
        finally
        {
            await _control.DisposeAsync();
            _gate.Dispose();
        }
    }

    async Task SettleAsync(ILogger logger, CancellationToken cancellationToken)
    {
        // Once after a restore this rewrites the whole outbox, however long that takes.
        await using var command = new NpgsqlCommand(Sql.Settle, _control) { CommandTimeout = 0 };
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
        {
            logger.RestoreFound();
        }
    }

    async Task ReadCursorAsync(CancellationToken cancellationToken)
    {
        var asked = _time.GetTimestamp();
        await using var command = new NpgsqlCommand(Sql.ReadCursor, _control);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw NoCursor();
        }

        ConfirmedXid = reader.GetInt64(0);
        Recovering = reader.GetBoolean(1);
        Volatile.Write(ref _answeredAt, asked);
    }

    async Task PrepareSlotAsync(string slot, ILogger logger, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(Sql.SlotElsewhere, slot, cancellationToken) is string database)
        {
            throw new RelayBlockedException(
                $"The replication slot '{slot}' belongs to the database '{database}' of the same server: set Messaging:PostgreSql:Slot to another name.");
        }

        var state = (string?)await ScalarAsync(
            "SELECT CASE WHEN active THEN 'active' ELSE coalesce(wal_status, 'lost') END FROM pg_replication_slots WHERE slot_name = $1",
            slot, cancellationToken);
        switch (state)
        {
            case "active":
                throw new OutboxBusyException($"The slot {slot} is in use.");
            case "lost":
                logger.SlotInvalidated(slot);
                await StartRecoveryAsync(cancellationToken);
                await ScalarAsync("SELECT pg_drop_replication_slot($1)", slot, cancellationToken);
                break;
            case null:
                await StartRecoveryAsync(cancellationToken);
                break;
            default:
                return;
        }

        // Later commits come through the new slot; earlier ones are in the table; those in between come twice.
        await Replication.CreatePgOutputReplicationSlot(
            slot, slotSnapshotInitMode: LogicalSlotSnapshotInitMode.NoExport, cancellationToken: cancellationToken);
        logger.SlotMade(slot, ConfirmedXid);
    }

    /// <summary>Written before the slot exists: after a crash between the two, the new slot must not be mistaken for the old one.</summary>
    async Task StartRecoveryAsync(CancellationToken cancellationToken)
    {
        await ScalarAsync(Sql.SaveRecovering, true, cancellationToken);
        Recovering = true;
    }

    async Task<object?> ScalarAsync<T>(string sql, T parameter, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var asked = _time.GetTimestamp();
            await using var command = new NpgsqlCommand(sql, _control) { Parameters = { new NpgsqlParameter<T> { TypedValue = parameter } } };
            var answer = await command.ExecuteScalarAsync(cancellationToken);
            Volatile.Write(ref _answeredAt, asked);
            return answer;
        }
        finally
        {
            _gate.Release();
        }
    }
}
