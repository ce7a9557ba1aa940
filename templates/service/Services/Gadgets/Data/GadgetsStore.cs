using DbPerService.Gadgets.Domain;
using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Gadgets.Data;

sealed class GadgetsStore(PostgresUnitOfWork unit, NpgsqlDataSource database)
{
    const string ById = "SELECT order_id, recorded_at FROM gadgets WHERE order_id = $1";
    const string ListAfter = "SELECT order_id, recorded_at FROM gadgets WHERE order_id > $1 ORDER BY order_id LIMIT $2";
    // Locked in the order of ids, as in every batch, so that two batches never deadlock.
    const string Lock = "SELECT order_id, recorded_at FROM gadgets WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE";
    // No ON CONFLICT: if another unit inserts the entry meanwhile, this one must be repeated and see it.
    const string Insert = "INSERT INTO gadgets (order_id, recorded_at) SELECT * FROM unnest($1, $2)";

    public async Task<GadgetsEntry?> FindAsync(Guid orderId, CancellationToken cancellationToken) =>
        (await database.QueryAsync(ById, Read, cancellationToken, Parameter(orderId))).SingleOrDefault();

    /// <summary>Entries by order id, those after <paramref name="after"/>.</summary>
    public Task<List<GadgetsEntry>> ListAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(ListAfter, Read, cancellationToken, Parameter(after), Parameter(limit));

    /// <summary>Loads entries for update.</summary>
    public async Task<Dictionary<Guid, GadgetsEntry>> LoadAsync(IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken)
    {
        await using var reader = await unit.QueryAsync(Lock, [Parameter(orderIds.ToArray())], cancellationToken);
        return (await reader.ToListAsync(Read, cancellationToken)).ToDictionary(entry => entry.OrderId);
    }

    /// <summary>Stores states and events with the commit of the unit of work.</summary>
    public ValueTask SaveAsync(IReadOnlyList<Change<GadgetsEntry>> changes, CancellationToken cancellationToken)
    {
        var added = changes.Net(entry => entry.OrderId).ConvertAll(change => change.After);
        if (added.Count > 0)
        {
            unit.Defer(
                Insert,
                PostgresRows.Column(added, entry => entry.OrderId, NpgsqlDbType.Uuid),
                PostgresRows.Column(added, entry => entry.RecordedAt, NpgsqlDbType.TimestampTz));
        }

        unit.AppendEventsOf(changes);
        return ValueTask.CompletedTask;
    }

    static GadgetsEntry Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetDateTime(1));
}
