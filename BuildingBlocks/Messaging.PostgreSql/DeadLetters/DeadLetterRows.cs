using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>Reads rows of dead letters, in the column order of <see cref="Sql"/>.</summary>
static class DeadLetterRows
{
    public const int DeadLetterColumns = 18;

    public static DeadLetter ReadDeadLetter(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetString(2), Text(row, 3), row.GetString(4), row.GetString(5),
        row.GetFieldValue<DateTimeOffset>(6), row.GetInt32(7),
        new DeadLetterCause(Enum.Parse<DeadLetterReason>(row.GetString(8)), row.GetString(9)),
        row.GetInt32(10), row.GetInt64(11), row.GetFieldValue<DateTimeOffset>(12), row.GetInt32(13), row.GetInt32(14),
        row.IsDBNull(15) ? null : new DiscardedBy(row.GetFieldValue<DateTimeOffset>(15), row.GetString(16), Text(row, 17)));

    public static ConsumedMessage ReadMessage(NpgsqlDataReader row, int first) => new(
        row.GetString(first), row.GetInt32(first + 1), row.GetInt64(first + 2), Text(row, first + 3), row.GetGuid(first + 4),
        row.GetString(first + 5), row.GetString(first + 6), row.GetFieldValue<DateTimeOffset>(first + 7),
        row.GetFieldValue<byte[]>(first + 8), Text(row, first + 9), Text(row, first + 10))
    {
        Headers = MessageHeader.Read(row.GetFieldValue<byte[]>(first + 11)),
    };

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
