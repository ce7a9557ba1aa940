using DbPerService.Consistency;
using Npgsql;
using NpgsqlTypes;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>A copy in one table of the service's own database, as reconciliation reads and repairs it.</summary>
/// <remarks>The table has the columns of the fields, the key, best with <c>COLLATE "C"</c>, and <c>version</c>.</remarks>
public abstract class PostgresCopy : ICopy
{
    readonly NpgsqlDataSource _database;
    readonly PostgresCopyField[] _fields;
    readonly string _select;
    readonly string _insert;
    readonly string _update;
    readonly string _delete;

    /// <param name="database">The service's runtime login.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The column of the key.</param>
    /// <param name="fields">The fields that the copy keeps.</param>
    protected PostgresCopy(NpgsqlDataSource database, string table, string key, params PostgresCopyField[] fields)
    {
        (_database, _fields) = (database, fields);
        var columns = string.Join(", ", fields.Select(field => field.Column));
        var values = string.Join(", ", fields.Select((_, i) => $"${i + 3}"));
        var sets = string.Join(", ", fields.Select((field, i) => $"{field.Column} = ${i + 3}"));
        _select = $"""
            SELECT {key}, version, {columns} FROM {table}
            WHERE {key} COLLATE "C" > $1 AND ($2 IS NULL OR {key} COLLATE "C" <= $2) ORDER BY {key} COLLATE "C" LIMIT $3
            """;
        _insert = $"INSERT INTO {table} ({key}, version, {columns}) VALUES ($1, $2, {values}) ON CONFLICT DO NOTHING";
        _update = $"UPDATE {table} SET version = $2, {sets} WHERE {key} = $1 AND version = ${fields.Length + 3}";
        _delete = $"DELETE FROM {table} WHERE {key} = $1 AND version = $2";
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Fields => Array.ConvertAll(_fields, one => one.Name);

    /// <inheritdoc />
    public async Task<IReadOnlyList<CopyItem>> ReadAsync(KeyRange range, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        return await _database.QueryAsync(
            _select, Read, cancellationToken, PostgresTransaction.Parameter(range.After), PostgresTransaction.NullableText(range.To),
            PostgresTransaction.Parameter(limit));
    }

    /// <inheritdoc />
    public async Task<int> RepairAsync(IReadOnlyList<CopyRepair> repairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repairs);
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var repair in repairs)
        {
            if (repair.ToCommand(_insert, _update, _delete) is { } command)
            {
                batch.BatchCommands.Add(Command(command, repair));
            }
        }

        return batch.BatchCommands.Count == 0 ? 0 : await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    CopyItem Read(NpgsqlDataReader row)
    {
        var content = new (string, string?)[_fields.Length];
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = (_fields[i].Name, _fields[i].Read(row, i + 2));
        }

        return CopyItem.Of(row.GetString(0), row.GetInt64(1), content);
    }

    NpgsqlBatchCommand Command(string sql, CopyRepair repair)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(PostgresTransaction.Parameter(repair.Key));
        if (repair.Owned is { } owned)
        {
            command.Parameters.Add(PostgresTransaction.Parameter(owned.Version));
            foreach (var field in _fields)
            {
                command.Parameters.Add(field.Write(owned.Content.GetValueOrDefault(field.Name)));
            }
        }

        if (repair.FoundVersion is { } version)
        {
            command.Parameters.Add(PostgresTransaction.Parameter(version));
        }

        return command;
    }
}

/// <summary>A field of a copy and its column.</summary>
/// <param name="Name">The field's name, that of the owner.</param>
/// <param name="Column">The column.</param>
/// <param name="Read">Reads the column into the form that is compared.</param>
/// <param name="Write">Makes a parameter of that form.</param>
public sealed record PostgresCopyField(
    string Name, string Column, Func<NpgsqlDataReader, int, string?> Read, Func<string?, NpgsqlParameter> Write)
{
    /// <summary>A column of type <c>text</c>.</summary>
    public static PostgresCopyField Text(string name, string column) =>
        new(name, column, (row, i) => row.IsDBNull(i) ? null : row.GetString(i), PostgresTransaction.NullableText);

    /// <summary>A column of type <c>numeric</c>.</summary>
    public static PostgresCopyField Amount(string name, string column) => new(
        name, column, (row, i) => row.IsDBNull(i) ? null : CopyItem.Text(row.GetDecimal(i)),
        value => Nullable(value is null ? null : decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), NpgsqlDbType.Numeric));

    /// <summary>A column of type <c>boolean</c>.</summary>
    public static PostgresCopyField Flag(string name, string column) => new(
        name, column, (row, i) => row.IsDBNull(i) ? null : CopyItem.Text(row.GetBoolean(i)),
        value => Nullable(value is null ? null : value == CopyItem.Text(true), NpgsqlDbType.Boolean));

    static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}

static class RepairCommands
{
    public static string? ToCommand(this CopyRepair repair, string insert, string update, string delete) => repair switch
    {
        { FoundVersion: null, Owned: null } => null,
        { Owned: null } => delete,
        { FoundVersion: null } => insert,
        _ => update,
    };
}
