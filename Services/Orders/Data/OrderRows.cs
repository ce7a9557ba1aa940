using System.Text.Json;
using DbPerService.Orders.Domain;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresRows;

namespace DbPerService.Orders.Data;

/// <summary>Maps rows to records and back, in the column order of <see cref="OrderSql"/>.</summary>
static class OrderRows
{
    public static Saga ReadSaga(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetDateTime(1))
    {
        Status = Enum.Parse<OrderStatus>(row.GetString(2)),
        Reason = row.IsDBNull(3) ? null : Enum.Parse<CancelReason>(row.GetString(3)),
        ReasonDetail = row.IsDBNull(4) ? null : row.GetString(4),
        PaymentAgreed = Flag(row, 5),
        PaymentAnsweredAt = Time(row, 6),
        StockAgreed = Flag(row, 7),
        StockAnsweredAt = Time(row, 8),
        DecidedAt = Time(row, 9),
        PaymentSettledAt = Time(row, 10),
        StockSettledAt = Time(row, 11),
        FinishedAt = Time(row, 12),
        NextReviewAt = row.GetDateTime(13),
        NextResendAt = row.GetDateTime(14),
        Resends = row.GetInt32(15),
        SentAt = row.GetDateTime(16),
        ResentAt = Time(row, 17),
    };

    public static Order ReadOrder(NpgsqlDataReader row)
    {
        var userId = row.GetString(18);
        return new(
            row.GetGuid(0),
            userId,
            ReadUser(userId, row),
            row.GetString(19),
            row.IsDBNull(20) ? null : row.GetString(20),
            row.GetDecimal(21),
            ReadLines(row),
            ReadSaga(row));
    }

    public static byte[]? ReadFingerprint(NpgsqlDataReader row) => row.IsDBNull(23) ? null : row.GetFieldValue<byte[]>(23);

    static UserCopy? ReadUser(string userId, NpgsqlDataReader row) => row.IsDBNull(24)
        ? null
        : new(userId, row.GetString(24), row.IsDBNull(25) ? null : row.GetString(25), row.GetInt64(26));

    static IReadOnlyList<OrderLine> ReadLines(NpgsqlDataReader row)
    {
        var lines = JsonSerializer.Deserialize(row.GetString(22), DomainJson.Default.IReadOnlyListOrderLine)!;
        return row.IsDBNull(27)
            ? lines
            : [.. lines.Zip(row.GetFieldValue<string?[]>(27), (line, name) => line with { ProductName = name })];
    }

    public static NpgsqlParameter[] Columns(IReadOnlyList<Saga> sagas) =>
    [
        Column(sagas, s => s.OrderId, NpgsqlDbType.Uuid),
        Column(sagas, s => s.Status.ToString(), NpgsqlDbType.Text),
        Column(sagas, s => s.Reason?.ToString(), NpgsqlDbType.Text),
        Column(sagas, s => s.ReasonDetail, NpgsqlDbType.Text),
        Column(sagas, s => s.PaymentAgreed, NpgsqlDbType.Boolean),
        Column(sagas, s => s.PaymentAnsweredAt, NpgsqlDbType.TimestampTz),
        Column(sagas, s => s.StockAgreed, NpgsqlDbType.Boolean),
        Column(sagas, s => s.StockAnsweredAt, NpgsqlDbType.TimestampTz),
        Column(sagas, s => s.DecidedAt, NpgsqlDbType.TimestampTz),
        Column(sagas, s => s.PaymentSettledAt, NpgsqlDbType.TimestampTz),
        Column(sagas, s => s.StockSettledAt, NpgsqlDbType.TimestampTz),
        Column(sagas, s => s.FinishedAt, NpgsqlDbType.TimestampTz),
        Column(sagas, s => s.NextReviewAt, NpgsqlDbType.TimestampTz),
        Column(sagas, s => s.NextResendAt, NpgsqlDbType.TimestampTz),
        Column(sagas, s => s.Resends, NpgsqlDbType.Integer),
        Column(sagas, s => s.ResentAt, NpgsqlDbType.TimestampTz),
    ];

    static bool? Flag(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetBoolean(column);

    static DateTime? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDateTime(column);
}
