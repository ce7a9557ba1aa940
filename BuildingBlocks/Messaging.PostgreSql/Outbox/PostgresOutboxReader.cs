using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using NpgsqlTypes;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>
/// Reads the outbox in commit order from the transaction log, after the rows that a recovery reads from the table, and advances the slot
/// behind what is confirmed. Markers in the log carry the cursor into the table and keep the slot moving while other tables fill the log.
/// </summary>
sealed class PostgresOutboxReader(RelaySession session, PostgresMessagingOptions options, TimeProvider time) : IOutboxReader
{
    const string Publication = "messaging_outbox";
    const string MarkPrefix = "dbperservice.outbox";
    const int PageSize = 1000;
    const long IdleLogLimit = 16 * 1024 * 1024;

    // The positions that become valid once the given number of events is confirmed.
    readonly ConcurrentQueue<(long Count, NpgsqlLogSequenceNumber End, long? MarkedXid)> _pending = new();
    readonly Lock _confirming = new();
    long _given;
    long _confirmed;
    // Not even the start position: an earlier reader may have confirmed more than it saved.
    long _confirmedAtMark = -1;
    long _recoveryEnds = long.MaxValue;
    long? _cursor;

    public async IAsyncEnumerable<OutboxMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // From the first moment on: the server ends an idle control session.
        var housekeeping = HousekeepAsync(stop);
        try
        {
            if (session.Recovering)
            {
                await foreach (var @event in FromTableAsync(stop.Token))
                {
                    _given++;
                    yield return @event;
                }

                Interlocked.Exchange(ref _recoveryEnds, _given);
            }

            await foreach (var @event in FromLogAsync(stop.Token))
            {
                yield return @event;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await housekeeping;
        }
    }

    public bool IsLeader => session.IsLeader;

    public void Confirm(long count)
    {
        lock (_confirming)
        {
            _confirmed = Math.Max(_confirmed, count);
            Advance();
        }
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    async IAsyncEnumerable<OutboxMessage> FromTableAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = 0L;
        List<(long Position, OutboxMessage Event)> page;
        do
        {
            page = await session.NotConfirmedAsync(position, PageSize, cancellationToken);
            foreach (var (at, @event) in page)
            {
                position = at;
                yield return @event;
            }
        }
        while (page.Count == PageSize);
    }

    async IAsyncEnumerable<OutboxMessage> FromLogAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = session.Replication.StartReplication(
            new PgOutputReplicationSlot(options.Slot),
            new PgOutputReplicationOptions(Publication, PgOutputProtocolVersion.V1, binary: true, messages: true),
            cancellationToken);
        var columns = new OutboxColumns();
        var committedAt = default(DateTimeOffset);
        long? markedXid = null;
        // Ended after the enumerator, which must not be disposed of while it moves.
        await using var ending = new StreamEnding(session, time, cancellationToken);
        await using var messages = stream.GetAsyncEnumerator(cancellationToken);
        while (await FromStreamAsync(messages.MoveNextAsync()))
        {
            switch (messages.Current)
            {
                case BeginMessage begin:
                    committedAt = new DateTimeOffset(begin.TransactionCommitTimestamp, TimeSpan.Zero);
                    markedXid = null;
                    break;
                case RelationMessage relation:
                    columns.Learn(relation);
                    break;
                case InsertMessage insert:
                    var @event = await FromStreamAsync(columns.ReadAsync(insert.NewRow, committedAt, cancellationToken));
                    _given++;
                    yield return @event;
                    break;
                case LogicalDecodingMessage { Prefix: MarkPrefix } mark:
                    markedXid = await FromStreamAsync(XidOfAsync(mark, cancellationToken));
                    break;
                case CommitMessage commit:
                    _pending.Enqueue((_given, commit.TransactionEndLsn, markedXid));
                    lock (_confirming)
                    {
                        Advance();
                    }

                    break;
            }
        }

        throw new NpgsqlException("The server ended the replication stream.");
    }

    static async ValueTask<long> XidOfAsync(LogicalDecodingMessage mark, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(mark.Data, Encoding.ASCII);
        return long.Parse(await reader.ReadToEndAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    static async ValueTask<T> FromStreamAsync<T>(ValueTask<T> read)
    {
        try
        {
            return await read;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ObjectInUse)
        {
            throw new OutboxBusyException("Another instance reads the slot.", exception);
        }
        catch (Exception exception) when (
            IsOfBrokenConnection(exception) || (exception is NpgsqlException && IsOfBrokenConnection(exception.InnerException)))
        {
            throw new NpgsqlException("The replication connection was lost.", new IOException("The driver failed on it.", exception));
        }
    }

    /// <summary>
    /// The driver's reader fails like this if its connection broke while nobody was reading, as in a frozen process, or between the parts
    /// of a message.
    /// </summary>
    static bool IsOfBrokenConnection(Exception? exception) => exception is NullReferenceException or ObjectDisposedException;

    /// <summary>Advances the slot to the end of the last transaction whose events are all confirmed: never further, never back.</summary>
    void Advance()
    {
        NpgsqlLogSequenceNumber? end = null;
        while (_pending.TryPeek(out var next) && next.Count <= _confirmed && _pending.TryDequeue(out next))
        {
            end = next.End;
            _cursor = next.MarkedXid ?? _cursor;
        }

        if (end is { } lsn)
        {
            session.Replication.SetReplicationStatus(lsn);
        }
    }

    long? TakeCursor()
    {
        lock (_confirming)
        {
            var cursor = _cursor;
            _cursor = null;
            return cursor;
        }
    }

    /// <summary>Ends a recovery, saves the cursor that came back through the log, and writes the next marker if needed.</summary>
    async Task HousekeepAsync(CancellationTokenSource stop)
    {
        // Often enough that the server never mistakes this instance for a frozen one.
        var interval = options.CursorInterval < options.LeaderTimeout / 5 ? options.CursorInterval : options.LeaderTimeout / 5;
        try
        {
            while (true)
            {
                await Task.Delay(interval, time, stop.Token);
                if (TakeCursor() is { } xid)
                {
                    await session.SaveCursorAsync(xid, stop.Token);
                }

                var confirmed = Interlocked.Read(ref _confirmed);
                if (session.Recovering && confirmed >= Interlocked.Read(ref _recoveryEnds))
                {
                    // Not before everything from the table is in the broker: after an earlier crash it is published again.
                    await session.RecoveredAsync(stop.Token);
                }

                if (confirmed > _confirmedAtMark || await session.RetainedBytesAsync(options.Slot, stop.Token) > IdleLogLimit)
                {
                    // An open transaction keeps the marker, and with it the cursor, behind events that are confirmed.
                    var isPartial = await session.EmitMarkAsync(MarkPrefix, stop.Token);
                    _confirmedAtMark = isPartial ? -1 : confirmed;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader ends.
        }
        catch (Exception)
        {
            // Without the control connection the lock is lost, so the slot is released, too. Opening again reports the error.
            await stop.CancelAsync();
        }
    }
}
