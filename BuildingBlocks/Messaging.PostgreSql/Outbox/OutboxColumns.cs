using Npgsql;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>Reads a row of the outbox from the log by column name, so that columns added later do no harm.</summary>
sealed class OutboxColumns
{
    string[] _names = [];

    public void Learn(RelationMessage relation) => _names = [.. relation.Columns.Select(column => column.ColumnName)];

    public async ValueTask<OutboxMessage> ReadAsync(ReplicationTuple row, DateTimeOffset committedAt, CancellationToken cancellationToken)
    {
        Guid id = default;
        string topic = "", key = "", type = "", payload = "";
        string? traceParent = null, traceState = null;
        var index = 0;
        await foreach (var value in row.WithCancellation(cancellationToken))
        {
            switch (_names[index++])
            {
                case "id": id = await value.Get<Guid>(cancellationToken); break;
                case "topic": topic = await value.Get<string>(cancellationToken); break;
                case "key": key = await value.Get<string>(cancellationToken); break;
                case "type": type = await value.Get<string>(cancellationToken); break;
                case "payload": payload = await value.Get<string>(cancellationToken); break;
                case "trace_parent": traceParent = await TextAsync(value, cancellationToken); break;
                case "trace_state": traceState = await TextAsync(value, cancellationToken); break;
            }
        }

        return id == default
            ? throw new NpgsqlException("A row of the outbox arrived without its columns: the slot's publication is not the outbox's.")
            : new OutboxMessage(id, topic, key, type, payload, traceParent, traceState) { CommittedAt = committedAt };
    }

    static async ValueTask<string?> TextAsync(ReplicationValue value, CancellationToken cancellationToken) =>
        value.IsDBNull ? null : await value.Get<string>(cancellationToken);
}
