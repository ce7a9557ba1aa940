using DbPerService.Contracts;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging.PostgreSql;
using DbPerService.ServiceDefaults;
using Npgsql;
using static DbPerService.Messaging.PostgreSql.PostgresUnitOfWork;

namespace DbPerService.Inventory.Data;

internal sealed class PostgresStockStore(PostgresUnitOfWork unit, NpgsqlDataSource database, TimeProvider time) : IStockStore
{
    public async Task<StockItem?> FindAsync(string productId, CancellationToken cancellationToken) =>
        (await QueryAsync(StockSql.Find, row => StockRows.ReadStock(row), cancellationToken, Parameter(productId))).SingleOrDefault();

    public Task<List<StockItem>> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        QueryAsync(StockSql.List, row => StockRows.ReadStock(row), cancellationToken, Parameter(after), Parameter(limit));

    public async Task<StockItem?> SetOnHandAsync(string productId, int onHand, CancellationToken cancellationToken) =>
        (await QueryAsync(
            StockSql.SetOnHand, row => StockRows.ReadStock(row), cancellationToken, Parameter(productId), Parameter((long)onHand)))
        .SingleOrDefault();

    public async Task<(ReceiptOutcome Outcome, StockItem? Stock)> ReceiveAsync(
        string productId, string receiptId, int quantity, CancellationToken cancellationToken)
    {
        var counted = await QueryAsync(
            StockSql.Receive, row => StockRows.ReadStock(row), cancellationToken,
            Parameter(productId), Parameter(receiptId), Parameter(quantity));
        if (counted is [var stock])
        {
            return (ReceiptOutcome.Counted, stock);
        }

        var known = await QueryAsync(
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
        (await QueryAsync(StockSql.FindReservation, StockRows.ReadReservation, cancellationToken, Parameter(orderId))).SingleOrDefault();

    public Task<List<Reservation>> ListReservationsAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        QueryAsync(StockSql.ListReservations, StockRows.ReadReservation, cancellationToken, Parameter(after), Parameter(limit));

    public async Task ReserveAsync(IReadOnlyList<Demand> orders, CancellationToken cancellationToken)
    {
        var (reservations, shelf) = await LockAsync(orders, cancellationToken);
        var now = time.GetUtcMicroseconds();
        var made = new List<Reservation>();
        var moves = new StockMoves();
        foreach (var order in orders)
        {
            if (!reservations.TryGetValue(order.OrderId, out var reservation))
            {
                reservation = ReservationRules.Reserve(order.OrderId, order.Lines, shelf, now);
                reservations.Add(order.OrderId, reservation);
                made.Add(reservation);
                if (reservation.Status == ReservationStatus.Reserved)
                {
                    moves.Reserve(reservation.Lines);
                }
            }

            Answer(reservation, order.TraceParent);
        }

        Save(moves, made, []);
    }

    public async Task CommitAsync(IReadOnlyList<Demand> orders, CancellationToken cancellationToken)
    {
        var reservations = await LockReservationsAsync(orders, cancellationToken);
        var now = time.GetUtcMicroseconds();
        var changed = new List<Reservation>(orders.Count);
        var moves = new StockMoves();
        foreach (var order in orders)
        {
            var before = reservations.GetValueOrDefault(order.OrderId);
            var after = ReservationRules.Commit(before, order.OrderId, now);
            if (!ReferenceEquals(before, after))
            {
                moves.Commit(after.Lines);
                changed.Add(reservations[order.OrderId] = after);
            }

            unit.Append(new StockCommitted(order.OrderId), order.TraceParent);
        }

        Save(moves, [], changed);
    }

    public async Task ReleaseAsync(IReadOnlyList<Demand> orders, CancellationToken cancellationToken)
    {
        var reservations = await LockReservationsAsync(orders, cancellationToken);
        var now = time.GetUtcMicroseconds();
        List<Reservation> made = [], changed = [];
        var moves = new StockMoves();
        foreach (var order in orders)
        {
            var before = reservations.GetValueOrDefault(order.OrderId);
            var after = ReservationRules.Release(before, order.OrderId, now);
            if (!ReferenceEquals(before, after))
            {
                moves.Release(after.Lines);
                (before is null ? made : changed).Add(reservations[order.OrderId] = after);
            }

            unit.Append(new StockReleased(order.OrderId), order.TraceParent);
        }

        Save(moves, made, changed);
    }

    async Task<(Dictionary<Guid, Reservation> Reservations, Shelf Shelf)> LockAsync(
        IReadOnlyList<Demand> orders, CancellationToken cancellationToken)
    {
        var reservations = new Dictionary<Guid, Reservation>();
        var stock = new List<StockItem>();
        unit.Defer(StockSql.TakeTurn);
        var products = orders.SelectMany(order => order.Lines).Select(line => line.ProductId).Distinct().ToArray();
        await using var reader = await unit.QueryAsync(
            StockSql.LockReservationsAndStock, [Ids(orders), Parameter(products)], cancellationToken);
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

    async Task<Dictionary<Guid, Reservation>> LockReservationsAsync(IReadOnlyList<Demand> orders, CancellationToken cancellationToken)
    {
        var reservations = new Dictionary<Guid, Reservation>(orders.Count);
        unit.Defer(StockSql.TakeTurn);
        await using var reader = await unit.QueryAsync(StockSql.LockReservations, [Ids(orders)], cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var reservation = StockRows.ReadReservation(reader);
            reservations.Add(reservation.OrderId, reservation);
        }

        return reservations;
    }

    void Save(StockMoves moves, List<Reservation> made, List<Reservation> changed)
    {
        if (moves.Any)
        {
            unit.Defer(StockSql.MoveStock, StockRows.MoveColumns(moves.ByProduct()));
        }

        if (made.Count > 0)
        {
            unit.Defer(StockSql.InsertReservations, StockRows.InsertColumns(made));
        }

        if (changed.Count > 0)
        {
            unit.Defer(StockSql.UpdateReservations, StockRows.UpdateColumns(changed));
        }
    }

    /// <summary>The answer to a wish: what became of it, also when that was decided long ago.</summary>
    void Answer(Reservation reservation, string? traceParent)
    {
        switch (reservation.Status)
        {
            case ReservationStatus.Reserved:
                unit.Append(new StockReserved(reservation.OrderId), traceParent);
                break;
            case ReservationStatus.Rejected:
                unit.Append(new StockRejected(reservation.OrderId, [.. reservation.Shortages.Select(ToContract)]), traceParent);
                break;
            case ReservationStatus.Committed:
                unit.Append(new StockCommitted(reservation.OrderId), traceParent);
                break;
            case ReservationStatus.Released:
                unit.Append(new StockReleased(reservation.OrderId), traceParent);
                break;
        }
    }

    async Task<List<T>> QueryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    static NpgsqlParameter Ids(IReadOnlyList<Demand> orders) => Parameter(orders.Select(order => order.OrderId).Distinct().ToArray());

    static StockShortage ToContract(Shortage shortage) =>
        new(shortage.ProductId, shortage.Requested, (int)Math.Min(shortage.Available, int.MaxValue));
}
