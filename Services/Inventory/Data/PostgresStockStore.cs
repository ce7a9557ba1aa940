using DbPerService.Contracts;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql;
using DbPerService.ServiceDefaults;
using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Inventory.Data;

sealed class PostgresStockStore(PostgresUnitOfWork unit, NpgsqlDataSource database, TimeProvider time) : IStockStore
{
    public async Task<StockItem?> FindAsync(string productId, CancellationToken cancellationToken) =>
        (await database.QueryAsync(StockSql.Find, row => StockRows.ReadStock(row), cancellationToken, Parameter(productId))).SingleOrDefault();

    public Task<List<StockItem>> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(StockSql.List, row => StockRows.ReadStock(row), cancellationToken, Parameter(after), Parameter(limit));

    public async Task<StockItem?> SetOnHandAsync(string productId, int onHand, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            StockSql.SetOnHand, row => StockRows.ReadStock(row), cancellationToken, Parameter(productId), Parameter((long)onHand)))
        .SingleOrDefault();

    public async Task<(ReceiptOutcome Outcome, StockItem? Stock)> ReceiveAsync(
        string productId, string receiptId, int quantity, CancellationToken cancellationToken)
    {
        var counted = await database.QueryAsync(
            StockSql.Receive, row => StockRows.ReadStock(row), cancellationToken,
            Parameter(productId), Parameter(receiptId), Parameter(quantity));
        if (counted is [var stock])
        {
            return (ReceiptOutcome.Counted, stock);
        }

        var known = await database.QueryAsync(
            StockSql.FindReceipt,
            row => (Stock: StockRows.ReadStock(row), Quantity: row.IsDBNull(4) ? quantity : row.GetInt32(4)),
            cancellationToken, Parameter(productId), Parameter(receiptId));
        return known switch
        {
            [] => (ReceiptOutcome.UnknownProduct, null),
            [var earlier] when earlier.Quantity == quantity => (ReceiptOutcome.Counted, earlier.Stock),
            _ => (ReceiptOutcome.OtherQuantity, null),
        };
    }

    public async Task<Reservation?> FindReservationAsync(Guid orderId, CancellationToken cancellationToken) =>
        (await database.QueryAsync(StockSql.FindReservation, StockRows.ReadReservation, cancellationToken, Parameter(orderId))).SingleOrDefault();

    public Task<List<Reservation>> ListReservationsAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(StockSql.ListReservations, StockRows.ReadReservation, cancellationToken, Parameter(after), Parameter(limit));

    public Task<List<Guid>> ListReservedAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            StockSql.ListReserved, row => row.GetGuid(0), cancellationToken, Parameter(before), Parameter(after), Parameter(limit));

    public async Task ReserveAsync(IReadOnlyList<Received<OrderPlaced>> orders, CancellationToken cancellationToken)
    {
        var (reservations, shelf) = await LockWithStockAsync(orders, cancellationToken);
        var now = time.GetUtcMicroseconds();
        var changes = orders.Decide(
            order => order.OrderId, reservations, (reservation, placed) => ReservationRules.Reserve(reservation, placed.Event, shelf, now));
        await SaveAsync(changes, cancellationToken);
    }

    public Task CommitAsync(IReadOnlyList<Received<OrderConfirmed>> orders, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMicroseconds();
        return orders.DecideAsync(
            order => order.OrderId, LockAsync, (reservation, confirmed) => ReservationRules.Commit(reservation, confirmed.Event, now),
            SaveAsync, cancellationToken);
    }

    public Task ReleaseAsync(IReadOnlyList<Received<OrderCancelled>> orders, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMicroseconds();
        return orders.DecideAsync(
            order => order.OrderId, LockAsync, (reservation, cancelled) => ReservationRules.Release(reservation, cancelled.Event, now),
            SaveAsync, cancellationToken);
    }

    public async Task ReleaseAsync(Guid orderId, CancellationToken cancellationToken)
    {
        var reservation = (await LockAsync([orderId], cancellationToken)).GetValueOrDefault(orderId);
        var (released, @event) = ReservationRules.Release(reservation, orderId, time.GetUtcMicroseconds());
        await SaveAsync([new(reservation, released, @event)], cancellationToken);
    }

    /// <summary>Reservations and stock in one round trip: takes the advisory lock, then locks reservations and then products.</summary>
    async Task<(Dictionary<Guid, Reservation> Reservations, Shelf Shelf)> LockWithStockAsync(
        IReadOnlyList<Received<OrderPlaced>> orders, CancellationToken cancellationToken)
    {
        var reservations = new Dictionary<Guid, Reservation>();
        var stock = new List<StockItem>();
        unit.Defer(StockSql.TakeTurn);
        var ids = orders.Select(placed => placed.Event.OrderId).Distinct().ToArray();
        var products = orders.SelectMany(placed => placed.Event.Lines).Select(line => line.ProductId).Distinct().ToArray();
        await using var reader = await unit.QueryAsync(
            StockSql.LockReservationsAndStock, [Parameter(ids), Parameter(products)], cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (StockRows.TryReadStock(reader) is { } item)
            {
                stock.Add(item);
            }
            else
            {
                var reservation = StockRows.ReadReservation(reader);
                reservations.Add(reservation.OrderId, reservation);
            }
        }

        return (reservations, new Shelf(stock));
    }

    async Task<Dictionary<Guid, Reservation>> LockAsync(IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken)
    {
        unit.Defer(StockSql.TakeTurn);
        await using var reader = await unit.QueryAsync(
            StockSql.LockReservations, [Parameter(orderIds.ToArray())], cancellationToken);
        return (await reader.ToListAsync(StockRows.ReadReservation, cancellationToken)).ToDictionary(reservation => reservation.OrderId);
    }

    ValueTask SaveAsync(IReadOnlyList<Change<Reservation>> changes, CancellationToken cancellationToken)
    {
        var net = changes.Net(reservation => reservation.OrderId);
        Write(StockSql.MoveStock, StockMoves.Of(net), StockRows.MoveColumns);
        Write(StockSql.InsertReservations, States(net.FindAll(change => change.Before is null)), StockRows.InsertColumns);
        Write(StockSql.UpdateReservations, States(net.FindAll(change => change.Before is not null)), StockRows.UpdateColumns);
        unit.AppendEventsOf(changes);
        return ValueTask.CompletedTask;

        static List<Reservation> States(List<Change<Reservation>> changes) => changes.ConvertAll(change => change.After);
    }

    void Write<T>(string sql, IReadOnlyList<T> rows, Func<IReadOnlyList<T>, NpgsqlParameter[]> columns)
    {
        if (rows.Count > 0)
        {
            unit.Defer(sql, columns(rows));
        }
    }
}
