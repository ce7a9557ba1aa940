using Npgsql;
using NpgsqlTypes;

namespace DbPerService.PostgreSql;

/// <summary>Rows to objects and back: what every store needs.</summary>
public static class PostgresRows
{
    /// <summary>Runs a query on a connection of its own and reads all rows. Parameters are positional: $1, $2, …</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ToListAsync(read, cancellationToken);
    }

    /// <summary>Reads the remaining rows of the current result.</summary>
    public static async Task<List<T>> ToListAsync<T>(
        this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>One value per row, as an array parameter for <c>unnest</c>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="value">The value of a row.</param>
    /// <param name="type">The type of a value. An array of nothing but nulls would not show it.</param>
    public static NpgsqlParameter Column<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value, NpgsqlDbType type)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
