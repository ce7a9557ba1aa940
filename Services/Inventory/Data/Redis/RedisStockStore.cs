using System.Globalization;
using System.Reflection;
using DbPerService.Contracts;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;
using DbPerService.Messaging.Redis;
using DbPerService.Redis;
using StackExchange.Redis;

namespace DbPerService.Inventory.Data.Redis;

/// <summary>
/// Stock in the service's own Redis. It does not load, decide and save: Redis cannot hold what was loaded until the commit, and popular
/// products would make optimistic units fail one after the other. So stock.lua decides on the server, by the same rules as
/// <see cref="ReservationRules"/>; the conformance suite holds both to the same behaviour.
/// </summary>
sealed class RedisStockStore(RedisUnitOfWork unit, RedisConnection redis) : IStockStore
{
    static readonly Assembly Here = typeof(RedisStockStore).Assembly;
    static readonly string SetOnHand = RedisScripts.Read(Here, "set-on-hand.lua");
    static readonly string Receive = RedisScripts.Read(Here, "receive.lua");

    readonly RedisKey _stock = redis.Keys.Of("stock");
    readonly RedisKey _productIds = redis.Keys.Of("stock:ids");
    readonly RedisKey _reservations = redis.Keys.Of("reservations");
    readonly RedisKey _orderIds = redis.Keys.Of("reservations:ids");

    /// <summary>The stock operations of a unit of work.</summary>
    public static RedisOperations Operations { get; } =
        RedisOperations.FromResource(Here, "stock.lua", "stock", "reservations", "reservations:ids");

    public async Task<StockItem?> FindAsync(string productId, CancellationToken cancellationToken) =>
        await redis.CallAsync(database => database.HashGetAsync(_stock, productId), cancellationToken) is { IsNull: false } text
            ? RedisStockText.ReadStock(productId, text)
            : null;

    public async Task<List<StockItem>> ListAsync(string after, int limit, CancellationToken cancellationToken)
    {
        var ids = await IdsAsync(_productIds, after, limit, cancellationToken);
        var texts = await redis.CallAsync(database => database.HashGetAsync(_stock, ids), cancellationToken);
        return [.. ids.Zip(texts, (id, text) => RedisStockText.ReadStock(id.ToString(), text))];
    }

    public async Task<StockItem?> SetOnHandAsync(string productId, int onHand, CancellationToken cancellationToken)
    {
        var text = await redis.RunAsync(SetOnHand, [_stock, _productIds], [productId, onHand], cancellationToken);
        return text.IsNull ? null : RedisStockText.ReadStock(productId, (RedisValue)text);
    }

    public async Task<(ReceiptOutcome Outcome, StockItem? Stock)> ReceiveAsync(
        string productId, string receiptId, int quantity, CancellationToken cancellationToken)
    {
        var answer = await redis.RunAsync(
            Receive, [_stock, redis.Keys.Of("receipts:" + productId)], [productId, receiptId, quantity], cancellationToken);
        return answer.IsNull ? (ReceiptOutcome.UnknownProduct, null) : (RedisValue[]?)answer switch
        {
            [var counted, var text] when counted == quantity => (ReceiptOutcome.Counted, RedisStockText.ReadStock(productId, text)),
            _ => (ReceiptOutcome.OtherQuantity, null),
        };
    }

    public async Task<Reservation?> FindReservationAsync(Guid orderId, CancellationToken cancellationToken) =>
        await redis.CallAsync(database => database.HashGetAsync(_reservations, Text(orderId)), cancellationToken) is { IsNull: false } text
            ? RedisStockText.ReadReservation(orderId, text)
            : null;

    public async Task<List<Reservation>> ListReservationsAsync(Guid after, int limit, CancellationToken cancellationToken)
    {
        var ids = await IdsAsync(_orderIds, Text(after), limit, cancellationToken);
        var texts = await redis.CallAsync(database => database.HashGetAsync(_reservations, ids), cancellationToken);
        return [.. ids.Zip(
            texts, (id, text) => RedisStockText.ReadReservation(Guid.Parse(id.ToString(), CultureInfo.InvariantCulture), text))];
    }

    /// <summary>Reads all reservations, in pages: Redis has no index over them, and this is done once in many minutes.</summary>
    public async Task<List<Guid>> ListReservedAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken)
    {
        const int PageSize = 500;
        var reserved = new List<Guid>();
        List<Reservation> page;
        do
        {
            page = await ListReservationsAsync(after, PageSize, cancellationToken);
            reserved.AddRange(page
                .Where(reservation => reservation.Status == ReservationStatus.Reserved && reservation.UpdatedAt < before)
                .Select(reservation => reservation.OrderId));
            after = page is [.., var last] ? last.OrderId : after;
        }
        while (page.Count == PageSize && reserved.Count < limit);

        return reserved.Count > limit ? reserved[..limit] : reserved;
    }

    public Task ReserveAsync(IReadOnlyList<Received<OrderPlaced>> orders, CancellationToken cancellationToken) => DeferAsync(
        "reserve", orders, order => order.OrderId, order => order.Lines.Select(line => new ReservationLine(line.ProductId, line.Quantity)),
        placed => OutboxMessage.From(new StockReserved(placed.Event.OrderId), placed.TraceParent, isDecided: false));

    public Task CommitAsync(IReadOnlyList<Received<OrderConfirmed>> orders, CancellationToken cancellationToken) => DeferAsync(
        "commit", orders, order => order.OrderId, _ => [],
        confirmed => OutboxMessage.From(new StockCommitted(confirmed.Event.OrderId), confirmed.TraceParent));

    public Task ReleaseAsync(IReadOnlyList<Received<OrderCancelled>> orders, CancellationToken cancellationToken) => DeferAsync(
        "release", orders, order => order.OrderId, _ => [],
        cancelled => OutboxMessage.From(new StockReleased(cancelled.Event.OrderId), cancelled.TraceParent));

    public Task ReleaseAsync(Guid orderId, CancellationToken cancellationToken)
    {
        unit.Defer(
            "release", new StockOperation(orderId, [], OutboxMessage.From(new StockReleased(orderId))), RedisStockJson.Default.StockOperation);
        return Task.CompletedTask;
    }

    Task DeferAsync<TEvent>(
        string operation, IReadOnlyList<Received<TEvent>> orders, Func<TEvent, Guid> orderId,
        Func<TEvent, IEnumerable<ReservationLine>> lines, Func<Received<TEvent>, OutboxMessage> answer)
        where TEvent : IEvent
    {
        foreach (var order in orders)
        {
            unit.Defer(
                operation, new StockOperation(orderId(order.Event), [.. lines(order.Event)], answer(order)),
                RedisStockJson.Default.StockOperation);
        }

        return Task.CompletedTask;
    }

    Task<RedisValue[]> IdsAsync(RedisKey ids, string after, int limit, CancellationToken cancellationToken) => redis.CallAsync(
        database => database.SortedSetRangeByValueAsync(ids, after, exclude: Exclude.Start, take: limit), cancellationToken);

    static string Text(Guid orderId) => orderId.ToString();
}
