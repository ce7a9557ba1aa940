using System.Text.Json;
using DbPerService.Consistency;
using DbPerService.Contracts;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Orders.Domain;
using DbPerService.PostgreSql;
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
    /// <returns>The order, or the earlier one of the same key, and whether that is of the same request.</returns>
    public async Task<(Order Order, bool IsOfThisRequest)> PlaceAsync(
        Order order, string? key, byte[]? fingerprint, CancellationToken cancellationToken)
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
            return (order, true);
        }
        catch (PostgresException taken) when (
            key is not null && taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "orders_idempotency_key" })
        {
            return (await ByKeyAsync(key, fingerprint!, cancellationToken)).Single();
        }
    }

    /// <returns>The order that was placed with the key and the same request, if any.</returns>
    public async Task<Order?> FindEarlierAsync(string key, byte[] fingerprint, CancellationToken cancellationToken) =>
        (await ByKeyAsync(key, fingerprint, cancellationToken)) is [(var earlier, true)] ? earlier : null;

    /// <summary>Of these orders the known ones, and whether each is cancelled and finished.</summary>
    public async Task<IReadOnlyList<HeldItem>> FindHeldAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            OrderSql.Held, row => new HeldItem(row.GetGuid(0), row.GetBoolean(1)), cancellationToken, Parameter(ids.ToArray()));

    public async Task<Order?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await database.QueryAsync(OrderSql.ById, OrderRows.ReadOrder, cancellationToken, Parameter(id))).SingleOrDefault();

    public Task<List<Order>> ListAsync(Guid after, int limit, string? userId, bool open, CancellationToken cancellationToken) =>
        userId is not null
            ? database.QueryAsync(
                OrderSql.ListOfUser, OrderRows.ReadOrder, cancellationToken, Parameter(after), Parameter(limit), Parameter(userId),
                Parameter(open))
            : database.QueryAsync(
                open ? OrderSql.ListOpen : OrderSql.List, OrderRows.ReadOrder, cancellationToken, Parameter(after), Parameter(limit));

    async Task<List<(Order Order, bool IsOfThisRequest)>> ByKeyAsync(string key, byte[] fingerprint, CancellationToken cancellationToken)
    {
        var found = await database.QueryAsync(
            OrderSql.ByKey, row => (Order: OrderRows.ReadOrder(row), fingerprint.AsSpan().SequenceEqual(OrderRows.ReadFingerprint(row))),
            cancellationToken, Parameter(key));
        if (found is [(var earlier, true)])
        {
            await NameAsync(earlier, cancellationToken);
        }

        return found;
    }

    /// <summary>The sync token of a repeated request names the event of the first one, whose response the caller may not have got.</summary>
    async Task NameAsync(Order order, CancellationToken cancellationToken)
    {
        var placedAt = order.Saga.PlacedAt;
        var ids = await database.QueryAsync(
            OrderSql.PlacedEvent, row => row.GetGuid(0), cancellationToken, Parameter(order.Id.ToString()), Parameter(placedAt),
            Parameter(Topics.Orders), Parameter(nameof(OrderPlaced)));
        CommittedEvents.Add(ids.Select(id => new CommittedEvent(
            Topics.Orders, nameof(OrderPlaced), id, new DateTimeOffset(placedAt, TimeSpan.Zero).ToUnixTimeMilliseconds())));
    }

    static NpgsqlParameter<string> Json(IReadOnlyList<OrderLine> lines) => new()
    {
        TypedValue = JsonSerializer.Serialize(lines, DomainJson.Default.IReadOnlyListOrderLine),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };

    static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
