using DbPerService.Replay.Chaos;
using DbPerService.Replay.Target;
using Npgsql;

namespace DbPerService.Replay.Judge;

/// <summary>
/// Reads, as their administrator, what the messaging tables of the services' databases have recorded. Of services that do not run on
/// PostgreSQL there is nothing.
/// </summary>
internal sealed class DeliveryReader(StateFolder state)
{
    const string Outbox = "SELECT id, topic, key, type, position, created_at FROM messaging.outbox WHERE id >= $1";

    // An inbox row is never changed: the transaction that inserted it is the one that applied the event.
    const string Inbox = "SELECT message_id, xmin::text::bigint FROM messaging.inbox WHERE message_id >= $1";

    public async Task<Deliveries> ReadAsync(Guid since, CancellationToken cancellation)
    {
        var databases = ServiceNames.All
            .Select(service => (Service: service, Database: state.Database(service)))
            .Where(x => x.Database is not null)
            .ToList();
        var published = new Dictionary<Guid, PublishedEvent>();
        foreach (var (_, database) in databases)
        {
            await ForEachAsync(database!, Outbox, since, row => published[row.GetGuid(0)] = ReadEvent(row), cancellation);
        }

        var applied = new List<AppliedEvent>();
        foreach (var (service, database) in databases)
        {
            await ForEachAsync(database!, Inbox, since, row =>
            {
                if (published.TryGetValue(row.GetGuid(0), out var @event))
                {
                    applied.Add(new AppliedEvent(service, @event, row.GetInt64(1)));
                }
            }, cancellation);
        }

        return new Deliveries([.. published.Values], applied);
    }

    static PublishedEvent ReadEvent(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetDateTime(5));

    static async Task ForEachAsync(string database, string sql, Guid since, Action<NpgsqlDataReader> row, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = since });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            row(reader);
        }
    }
}
