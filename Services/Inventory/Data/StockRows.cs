using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Inventory.Domain;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresRows;

namespace DbPerService.Inventory.Data;

/// <summary>Maps rows to records and back, in the column order of <see cref="StockSql"/>.</summary>
static class StockRows
{
    const int StockOffset = 6;

    public static StockItem ReadStock(NpgsqlDataReader row, int first = 0) =>
        new(row.GetString(first), row.GetInt64(first + 1), row.GetInt64(first + 2), row.GetInt64(first + 3));

    public static Reservation ReadReservation(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        Enum.Parse<ReservationStatus>(row.GetString(1)),
        JsonSerializer.Deserialize(row.GetString(2), ReservationJson.Default.IReadOnlyListReservationLine)!,
        JsonSerializer.Deserialize(row.GetString(3), ReservationJson.Default.IReadOnlyListShortage)!,
        row.GetDateTime(4),
        row.GetDateTime(5));

    /// <summary>For a row that is either a reservation or, behind its empty columns, stock.</summary>
    public static StockItem? TryReadStock(NpgsqlDataReader row) => row.IsDBNull(0) ? ReadStock(row, StockOffset) : null;

    public static NpgsqlParameter[] InsertColumns(IReadOnlyList<Reservation> reservations) =>
    [
        Column(reservations, r => r.OrderId, NpgsqlDbType.Uuid),
        Column(reservations, r => r.Status.ToString(), NpgsqlDbType.Text),
        Column(reservations, r => JsonSerializer.Serialize(r.Lines, ReservationJson.Default.IReadOnlyListReservationLine), NpgsqlDbType.Jsonb),
        Column(reservations, r => JsonSerializer.Serialize(r.Shortages, ReservationJson.Default.IReadOnlyListShortage), NpgsqlDbType.Jsonb),
        Column(reservations, r => r.CreatedAt, NpgsqlDbType.TimestampTz),
        Column(reservations, r => r.UpdatedAt, NpgsqlDbType.TimestampTz),
    ];

    public static NpgsqlParameter[] UpdateColumns(IReadOnlyList<Reservation> reservations) =>
    [
        Column(reservations, r => r.OrderId, NpgsqlDbType.Uuid),
        Column(reservations, r => r.Status.ToString(), NpgsqlDbType.Text),
        Column(reservations, r => r.UpdatedAt, NpgsqlDbType.TimestampTz),
    ];

    public static NpgsqlParameter[] MoveColumns(IReadOnlyList<StockMove> moves) =>
    [
        Column(moves, m => m.ProductId, NpgsqlDbType.Text),
        Column(moves, m => m.OnHand, NpgsqlDbType.Bigint),
        Column(moves, m => m.Reserved, NpgsqlDbType.Bigint),
        Column(moves, m => m.Sold, NpgsqlDbType.Bigint),
    ];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<ReservationLine>))]
[JsonSerializable(typeof(IReadOnlyList<Shortage>))]
sealed partial class ReservationJson : JsonSerializerContext;
