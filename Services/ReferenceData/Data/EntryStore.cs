using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql;
using DbPerService.ReferenceData.Domain;
using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.ReferenceData.Data;

/// <summary>The stored lists.</summary>
sealed class EntryStore(PostgresUnitOfWork unit, NpgsqlDataSource database)
{
    public Task<List<TEntry>> ListAsync<TEntry>(EntryTable<TEntry> table, CancellationToken cancellationToken)
        where TEntry : class, IEntry<TEntry> => database.QueryAsync(table.List, table.Read, cancellationToken);

    public async Task<TEntry?> FindAsync<TEntry>(EntryTable<TEntry> table, string code, CancellationToken cancellationToken)
        where TEntry : class, IEntry<TEntry> =>
        (await database.QueryAsync(table.Find, table.Read, cancellationToken, Parameter(code))).SingleOrDefault();

    /// <summary>
    /// Stores entries that are new or have changed, each with its event, in one transaction. Of two instances, the second waits for the lock
    /// and then sees what the first has stored.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="listed">What it should contain.</param>
    /// <param name="limit">The most entries to be stored.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were stored; as many as the limit if there may be more.</returns>
    public async Task<int> UpdateAsync<TEntry>(
        EntryTable<TEntry> table, IReadOnlyList<TEntry> listed, int limit, CancellationToken cancellationToken)
        where TEntry : class, IEntry<TEntry>
    {
        unit.Defer(table.Lock);
        List<TEntry> stored;
        await using (var reader = await unit.QueryAsync(table.List, [], cancellationToken))
        {
            stored = await reader.ToListAsync(table.Read, cancellationToken);
        }

        TEntry[] changed = [.. Revision.Of(listed, stored).Take(limit)];
        if (changed.Length > 0)
        {
            unit.Defer(table.Upsert, table.Values(changed));
            foreach (var entry in changed)
            {
                unit.Append(entry.ToChanged());
            }
        }

        await unit.CommitAsync(cancellationToken);
        return changed.Length;
    }
}
