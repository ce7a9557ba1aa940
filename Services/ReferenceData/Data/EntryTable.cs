using DbPerService.ReferenceData.Domain;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresRows;

namespace DbPerService.ReferenceData.Data;

/// <summary>The table of a list: its statements, and rows to entries and back.</summary>
sealed class EntryTable<TEntry>(
    string name, string[] columns, Func<NpgsqlDataReader, TEntry> read, Func<IReadOnlyList<TEntry>, NpgsqlParameter[]> values)
    where TEntry : class, IEntry<TEntry>
{
    public string Name => name;

    public string List { get; } = $"SELECT {string.Join(", ", columns)} FROM {name} ORDER BY code";

    public string Find { get; } = $"SELECT {string.Join(", ", columns)} FROM {name} WHERE code = $1";

    /// <summary>Until the commit, others may read the table and not write to it.</summary>
    public string Lock { get; } = $"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE";

    public string Upsert { get; } = $"""
        INSERT INTO {name} ({string.Join(", ", columns)})
        SELECT * FROM unnest({string.Join(", ", columns.Select((_, index) => $"${index + 1}"))})
        ON CONFLICT (code) DO UPDATE SET {string.Join(", ", columns.Skip(1).Select(column => $"{column} = excluded.{column}"))}
        """;

    public TEntry Read(NpgsqlDataReader row) => read(row);

    public NpgsqlParameter[] Values(IReadOnlyList<TEntry> entries) => values(entries);
}

static class EntryTables
{
    public static EntryTable<Country> Countries { get; } = new(
        "countries", ["code", "alpha3", "numeric_code", "name", "version"],
        row => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4)),
        countries =>
        [
            Column(countries, c => c.Code, NpgsqlDbType.Text),
            Column(countries, c => c.Alpha3, NpgsqlDbType.Text),
            Column(countries, c => c.Numeric, NpgsqlDbType.Text),
            Column(countries, c => c.Name, NpgsqlDbType.Text),
            Column(countries, c => c.Version, NpgsqlDbType.Bigint),
        ]);

    public static EntryTable<ListedCurrency> Currencies { get; } = new(
        "currencies", ["code", "numeric_code", "name", "minor_units", "version"],
        row => new(row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetInt32(3), row.GetInt64(4)),
        currencies =>
        [
            Column(currencies, c => c.Code, NpgsqlDbType.Text),
            Column(currencies, c => c.Numeric, NpgsqlDbType.Text),
            Column(currencies, c => c.Name, NpgsqlDbType.Text),
            Column(currencies, c => c.MinorUnits, NpgsqlDbType.Integer),
            Column(currencies, c => c.Version, NpgsqlDbType.Bigint),
        ]);
}
