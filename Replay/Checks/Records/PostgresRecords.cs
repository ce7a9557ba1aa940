using DbPerService.Replay.Chaos;
using Npgsql;

namespace DbPerService.Replay.Checks.Records;

/// <summary>Reads the messaging tables: the whole outbox and the whole inbox.</summary>
static class PostgresRecords
{
    public const string Kind = "postgres";

    const string Outbox = "SELECT id, topic, key, type, position, created_at FROM messaging.outbox WHERE id >= $1";

    // An inbox row never changes: the transaction that inserted it is the one that applied the event.
    const string Inbox = "SELECT message_id, xmin::text::bigint, place FROM messaging.inbox WHERE message_id >= $1";

    public static async Task<ServiceRecord> ReadAsync(AdministeredDatabase database, Guid since, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(database));
        var published = await ReadAsync(source, Outbox, since, ReadEvent, cancellation);
        return new ServiceRecord(published) { Inbox = await ReadAsync(source, Inbox, since, ReadEntry, cancellation) };
    }

    public static string ConnectionString(AdministeredDatabase database) =>
        $"Host=127.0.0.1;Port={database.Port};Username={database.Login};Password={database.Password};Database={database.Service};" +
        "Pooling=false;Timeout=5";

    static PublishedEvent ReadEvent(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetDateTime(5));

    static InboxEntry ReadEntry(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt32(2));

    static async Task<List<T>> ReadAsync<T>(
        NpgsqlDataSource source, string sql, Guid since, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = since });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
