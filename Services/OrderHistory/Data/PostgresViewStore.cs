using DbPerService.OrderHistory.Domain;
using DbPerService.PostgreSql;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.OrderHistory.Data;

sealed class PostgresViewStore(NpgsqlDataSource database) : IViewStore
{
    public async Task<StoredState> LoadAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync(HistorySql.LoadState, HistoryRows.ReadState, cancellationToken)).Single();

    public async Task<bool> TryReplaceAsync(StoredState loaded, ViewState state, CancellationToken cancellationToken)
    {
        var replaced = await database.QueryAsync(
            HistorySql.ReplaceState, row => row.GetInt64(0), cancellationToken, Parameter(state.Live),
            HistoryRows.Generation(state.Rebuild?.Generation),
            new NpgsqlParameter<string> { TypedValue = HistoryDocument.Write(state), NpgsqlDbType = NpgsqlDbType.Jsonb },
            Parameter(loaded.Version));
        return replaced.Count > 0;
    }

    public Task<PairPage<HistoryEntry>> EntryPairsAsync(
        long live, long candidate, string? after, int limit, CancellationToken cancellationToken) =>
        PairsAsync(HistorySql.EntryPairs, HistoryDocument.ReadEntry, live, candidate, after, limit, cancellationToken);

    public Task<PairPage<Subject>> SubjectPairsAsync(
        long live, long candidate, string? after, int limit, CancellationToken cancellationToken) =>
        PairsAsync(HistorySql.SubjectPairs, HistoryDocument.ReadSubject, live, candidate, after, limit, cancellationToken);

    public async Task<bool> DeleteStaleAsync(ViewState state, int limit, CancellationToken cancellationToken)
    {
        var entries = await database.QueryAsync(HistorySql.DeleteEntries, row => row.GetInt32(0), cancellationToken, Parameter(limit));
        var subjects = await database.QueryAsync(HistorySql.DeleteSubjects, row => row.GetInt32(0), cancellationToken, Parameter(limit));
        return Math.Max(entries.Count, subjects.Count) == limit;
    }

    async Task<PairPage<T>> PairsAsync<T>(
        string sql, Func<string, T> read, long live, long candidate, string? after, int limit, CancellationToken cancellationToken)
        where T : class
    {
        var rows = await database.QueryAsync(
            sql, row => HistoryRows.ReadPair(row, read), cancellationToken, Parameter(live), Parameter(candidate), NullableText(after),
            Parameter(limit));
        return Pairs.Of(rows, limit, live);
    }
}
