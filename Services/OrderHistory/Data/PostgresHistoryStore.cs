using DbPerService.Messaging.PostgreSql;
using DbPerService.OrderHistory.Domain;
using DbPerService.PostgreSql;
using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.OrderHistory.Data;

/// <summary>
/// The view in the service's own PostgreSQL. A batch costs one round trip before the commit: it inserts what is new, and locks and reads
/// what exists; what the domain has merged is written with the commit.
/// </summary>
sealed class PostgresHistoryStore(PostgresUnitOfWork unit, NpgsqlDataSource database) : IHistoryStore
{
    public async Task MergeAsync(IReadOnlyList<HistoryEntry> entries, long? generation, CancellationToken cancellationToken)
    {
        Yield(generation);
        var joined = HistoryEntry.Join(entries).ToDictionary(entry => entry.OrderId);
        unit.Defer(HistorySql.InsertEntries, [.. HistoryRows.Columns([.. joined.Values]), HistoryRows.Generation(generation)]);
        var stored = await LoadAsync(
            HistorySql.LoadEntries, [Parameter(joined.Keys.ToArray()), HistoryRows.Generation(generation)], HistoryDocument.ReadEntry,
            cancellationToken);
        Update(
            HistorySql.UpdateEntries,
            stored.ConvertAll(row => (row.Generation, row.Document, row.Document.Merge(joined[row.Document.OrderId]))),
            HistoryRows.Columns);
    }

    public async Task MergeAsync(IReadOnlyList<Subject> subjects, long? generation, CancellationToken cancellationToken)
    {
        Yield(generation);
        var joined = Subject.Join(subjects).ToDictionary(subject => subject.Key);
        unit.Defer(HistorySql.InsertSubjects, [.. HistoryRows.Columns([.. joined.Values]), HistoryRows.Generation(generation)]);
        var stored = await LoadAsync(
            HistorySql.LoadSubjects, [.. HistoryRows.KeyColumns([.. joined.Keys], key => key), HistoryRows.Generation(generation)],
            HistoryDocument.ReadSubject, cancellationToken);
        Update(
            HistorySql.UpdateSubjects,
            stored.ConvertAll(row => (row.Generation, row.Document, row.Document.Merge(joined[row.Document.Key]))),
            HistoryRows.Columns);
    }

    public async Task<HistoryEntry?> FindAsync(Guid orderId, CancellationToken cancellationToken) =>
        (await database.QueryAsync(HistorySql.Find, HistoryRows.ReadEntry, cancellationToken, Parameter(orderId))).SingleOrDefault();

    public Task<List<HistoryEntry>> ListAsync(HistoryQuery query, int limit, CancellationToken cancellationToken) => database.QueryAsync(
        HistorySql.List, HistoryRows.ReadEntry, cancellationToken, Parameter(query.UserId), NullableText(query.Status?.ToString()),
        Parameter(query.From), Parameter(query.To), Parameter(query.After.PlacedAt), Parameter(query.After.OrderId), Parameter(limit));

    public Task<List<DailyTotal>> TotalsAsync(string userId, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        database.QueryAsync(
            HistorySql.Totals, HistoryRows.ReadTotal, cancellationToken, Parameter(userId),
            Parameter(from.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)),
            Parameter(to.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));

    public async Task<Dictionary<SubjectKey, Subject>> SubjectsAsync(
        IReadOnlyCollection<SubjectKey> keys, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            HistorySql.Subjects, HistoryRows.ReadSubject, cancellationToken, HistoryRows.KeyColumns([.. keys], key => key)))
        .ToDictionary(subject => subject.Key);

    /// <summary>A rebuild gives way to events that arrive, before the server looks for a deadlock between the two.</summary>
    void Yield(long? generation)
    {
        if (generation is not null)
        {
            unit.Defer("SET LOCAL lock_timeout = '250ms'");
        }
    }

    async Task<List<(long Generation, T Document)>> LoadAsync<T>(
        string sql, NpgsqlParameter[] parameters, Func<string, T> read, CancellationToken cancellationToken)
    {
        await using var reader = await unit.QueryAsync(sql, parameters, cancellationToken);
        return await reader.ToListAsync(row => HistoryRows.ReadStored(row, read), cancellationToken);
    }

    void Update<T>(string sql, List<(long Generation, T Before, T After)> rows, Func<IReadOnlyList<T>, NpgsqlParameter[]> columns)
        where T : class
    {
        var changed = rows.FindAll(row => !ReferenceEquals(row.Before, row.After));
        if (changed.Count > 0)
        {
            unit.Defer(
                sql,
                [.. columns(changed.ConvertAll(row => row.After)), HistoryRows.Generations(changed.ConvertAll(row => row.Generation))]);
        }
    }
}
