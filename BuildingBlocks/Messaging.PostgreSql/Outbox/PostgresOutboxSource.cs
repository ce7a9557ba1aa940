using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>
/// The outbox table, read by transaction log tailing. The table is the record; the replication slot is only the cursor, and admits one
/// instance at a time. If the slot is missing or was invalidated, a new one is created and what the old one had not confirmed is read
/// from the table first.
/// </summary>
sealed class PostgresOutboxSource(
    RelayLogin login, MessagingOptions messaging, PostgresMessagingOptions options, TimeProvider time,
    ILogger<PostgresOutboxSource> logger) : IOutboxSource
{
    readonly FinishedTransactions _finished = new();

    public string Name => messaging.Service;

    public async Task<IOutboxReader> OpenAsync(CancellationToken cancellationToken)
    {
        var replication = new LogicalReplicationConnection(login.ReplicationString)
        {
            WalReceiverStatusInterval = TimeSpan.FromMilliseconds(500),
            WalReceiverTimeout = TimeSpan.FromSeconds(10),
        };
        try
        {
            await replication.Open(cancellationToken);
            var session = await RelaySession.OpenAsync(login, replication, options, time, logger, cancellationToken);
            return new PostgresOutboxReader(session, options, time);
        }
        catch
        {
            await replication.DisposeAsync();
            throw;
        }
    }

    public async Task<EventMark?> NewestCommittedAsync(CancellationToken cancellationToken)
    {
        await using var command = login.DataSource.CreateCommand(Sql.NewestCommitted);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new EventMark(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1)) : null;
    }

    public async Task<OutboxProgress> ProgressAsync(CancellationToken cancellationToken)
    {
        await using var command = login.DataSource.CreateCommand(Sql.Progress);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw RelaySession.NoCursor();
        }

        var now = reader.GetFieldValue<DateTimeOffset>(0);
        DateTimeOffset? oldest = reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3);
        var finished = _finished.Add(now, oldestRunning: reader.GetInt64(1), next: reader.GetInt64(2));
        return new OutboxProgress(now, oldest < finished ? oldest.Value : finished, oldest);
    }
}
