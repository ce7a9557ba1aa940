using System.Text.Json;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Orders.Domain;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Orders.Data;

/// <summary>The orders as the API sees them.</summary>
sealed class OrderStore(PostgresUnitOfWork unit, NpgsqlDataSource database)
{
    /// <summary>
    /// Stores the order and its event in one round trip. The key is in the order's row with a unique index: of two concurrent requests
    /// with one key, one inserts, and the other waits for it and finds its order.
    /// </summary>
    /// <returns>The order, or the earlier one of the same key and request; null if the key belongs to another request.</returns>
    public async Task<Order?> PlaceAsync(Order order, string? key, byte[]? fingerprint, CancellationToken cancellationToken)
    {
        unit.Defer(
            OrderSql.Insert, Parameter(order.Id), Parameter(order.UserId), Parameter(order.Currency),
            Parameter(order.PaymentToken!), Parameter(order.Total), Json(order.Lines), Parameter(order.Saga.PlacedAt),
            Parameter(order.Saga.NextReviewAt),
            Nullable(key, NpgsqlDbType.Text), Nullable(fingerprint, NpgsqlDbType.Bytea));
        unit.Append(order.ToPlaced());
        try
        {
            await unit.CommitAsync(cancellationToken);
            return order;
        }
        catch (PostgresException taken) when (
            key is not null && taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "orders_idempotency_key" })
        {
            await using var command = Command(OrderSql.ByKey, Parameter(key));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) && fingerprint.AsSpan().SequenceEqual(OrderRows.ReadFingerprint(reader))
                ? OrderRows.ReadOrder(reader)
                : null;
        }
    }

    public async Task<Order?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = Command(OrderSql.ById, Parameter(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? OrderRows.ReadOrder(reader) : null;
    }

    public async Task<List<Order>> ListAsync(Guid after, int limit, string? userId, bool open, CancellationToken cancellationToken)
    {
        await using var command = userId is not null
            ? Command(OrderSql.ListOfUser, Parameter(after), Parameter(limit), Parameter(userId), Parameter(open))
            : Command(open ? OrderSql.ListOpen : OrderSql.List, Parameter(after), Parameter(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var orders = new List<Order>();
        while (await reader.ReadAsync(cancellationToken))
        {
            orders.Add(OrderRows.ReadOrder(reader));
        }

        return orders;
    }

    NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    static NpgsqlParameter<string> Json(IReadOnlyList<OrderLine> lines) => new()
    {
        TypedValue = JsonSerializer.Serialize(lines, DomainJson.Default.IReadOnlyListOrderLine),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };

    static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
