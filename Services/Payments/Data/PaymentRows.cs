using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Payments.Domain;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresRows;

namespace DbPerService.Payments.Data;

/// <summary>Maps rows to records and back, in the column order of <see cref="PaymentSql"/>.</summary>
static class PaymentRows
{
    public static Payment Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetGuid(1), row.GetDecimal(2), row.GetString(3), row.GetDateTime(4))
        {
            Status = Enum.Parse<PaymentStatus>(row.GetString(5)),
            Reason = Text(row, 6),
            Token = Text(row, 7),
            DueAt = row.IsDBNull(8) ? null : row.GetDateTime(8),
            TraceParent = Text(row, 9),
            Attempts = JsonSerializer.Deserialize(row.GetString(10), AttemptJson.Default.IReadOnlyListPaymentAttempt)!,
            UpdatedAt = row.GetDateTime(11),
        };

    public static NpgsqlParameter[] InsertColumns(IReadOnlyList<Payment> payments) =>
    [
        Column(payments, p => p.OrderId, NpgsqlDbType.Uuid),
        Column(payments, p => p.PaymentId, NpgsqlDbType.Uuid),
        Column(payments, p => p.Amount, NpgsqlDbType.Numeric),
        Column(payments, p => p.Currency, NpgsqlDbType.Text),
        Column(payments, p => p.CreatedAt, NpgsqlDbType.TimestampTz),
        .. StateColumns(payments),
    ];

    public static NpgsqlParameter[] UpdateColumns(IReadOnlyList<Payment> payments) =>
        [Column(payments, p => p.OrderId, NpgsqlDbType.Uuid), .. StateColumns(payments)];

    static NpgsqlParameter[] StateColumns(IReadOnlyList<Payment> payments) =>
    [
        Column(payments, p => p.Status.ToString(), NpgsqlDbType.Text),
        Column(payments, p => p.Reason, NpgsqlDbType.Text),
        Column(payments, p => p.Token, NpgsqlDbType.Text),
        Column(payments, p => p.DueAt, NpgsqlDbType.TimestampTz),
        Column(payments, p => p.TraceParent, NpgsqlDbType.Text),
        Column(payments, p => JsonSerializer.Serialize(p.Attempts, AttemptJson.Default.IReadOnlyListPaymentAttempt), NpgsqlDbType.Jsonb),
        Column(payments, p => p.UpdatedAt, NpgsqlDbType.TimestampTz),
    ];

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<PaymentAttempt>))]
sealed partial class AttemptJson : JsonSerializerContext;
