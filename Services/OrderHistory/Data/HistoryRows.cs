using DbPerService.OrderHistory.Domain;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresRows;

namespace DbPerService.OrderHistory.Data;

/// <summary>Maps rows to records and back, in the column order of <see cref="HistorySql"/>.</summary>
static class HistoryRows
{
    public static HistoryEntry ReadEntry(NpgsqlDataReader row) => HistoryDocument.ReadEntry(row.GetString(0));

    public static Subject ReadSubject(NpgsqlDataReader row) => HistoryDocument.ReadSubject(row.GetString(0));

    public static DailyTotal ReadTotal(NpgsqlDataReader row) =>
        new(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetInt32(2), row.GetDecimal(3));

    public static StoredState ReadState(NpgsqlDataReader row) => new(HistoryDocument.ReadState(row.GetString(1)), row.GetInt64(0));

    public static (long Generation, T Document) ReadStored<T>(NpgsqlDataReader row, Func<string, T> read) =>
        (row.GetInt64(0), read(row.GetString(1)));

    public static GenerationRow<T> ReadPair<T>(NpgsqlDataReader row, Func<string, T> read) where T : class =>
        new(row.GetString(0), row.GetString(1), row.GetInt64(2), read(row.GetString(3)));

    public static NpgsqlParameter[] Columns(IReadOnlyList<HistoryEntry> entries) =>
    [
        Column(entries, e => e.OrderId, NpgsqlDbType.Uuid),
        Column(entries, e => e.Placed?.UserId, NpgsqlDbType.Text),
        Column(entries, e => e.Placed?.At, NpgsqlDbType.TimestampTz),
        Column(entries, e => e.Status.ToString(), NpgsqlDbType.Text),
        Column(entries, e => e.Placed?.Currency, NpgsqlDbType.Text),
        Column(entries, e => e.Placed?.Total, NpgsqlDbType.Numeric),
        Column(entries, HistoryDocument.Write, NpgsqlDbType.Jsonb),
    ];

    public static NpgsqlParameter[] Columns(IReadOnlyList<Subject> subjects) =>
        [.. KeyColumns(subjects, s => s.Key), Column(subjects, HistoryDocument.Write, NpgsqlDbType.Jsonb)];

    public static NpgsqlParameter[] KeyColumns<T>(IReadOnlyList<T> rows, Func<T, SubjectKey> key) =>
    [
        Column(rows, row => key(row).Kind.ToString(), NpgsqlDbType.Text),
        Column(rows, row => key(row).Id, NpgsqlDbType.Text),
    ];

    public static NpgsqlParameter Generations(IReadOnlyList<long> generations) =>
        Column(generations, generation => generation, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Generation(long? generation) =>
        new() { Value = (object?)generation ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
