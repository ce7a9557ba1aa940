using DbPerService.Inventory.Domain;

namespace DbPerService.Inventory.Data;

/// <summary>An order's wish, or its end, and the context its answer belongs to; null for the current one.</summary>
internal sealed record Demand(Guid OrderId, IReadOnlyList<ReservationLine> Lines, string? TraceParent);

internal enum ReceiptOutcome
{
    /// <summary>Counted, now or when it came the first time.</summary>
    Counted,
    UnknownProduct,

    /// <summary>The id was counted with another quantity.</summary>
    OtherQuantity,
}

/// <summary>
/// Stock and reservations in the service's own database. Each operation decides, changes and answers in one: a database that locks
/// reads first and decides here, one with scripts decides where the data is. Both by the rules of the domain.
/// </summary>
internal interface IStockStore
{
    Task<StockItem?> FindAsync(string productId, CancellationToken cancellationToken);

    /// <summary>Products in ordinal order of their ids, those after <paramref name="after"/>.</summary>
    Task<List<StockItem>> ListAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>Sets what is on hand, also of a product that is new.</summary>
    /// <returns>The stock; null when less than is reserved was to be on hand.</returns>
    Task<StockItem?> SetOnHandAsync(string productId, int onHand, CancellationToken cancellationToken);

    /// <summary>Adds a receipt to what is on hand; a receipt that was counted before is not counted again.</summary>
    Task<(ReceiptOutcome Outcome, StockItem? Stock)> ReceiveAsync(
        string productId, string receiptId, int quantity, CancellationToken cancellationToken);

    Task<Reservation?> FindReservationAsync(Guid orderId, CancellationToken cancellationToken);

    /// <summary>Reservations by order id, those after <paramref name="after"/>.</summary>
    Task<List<Reservation>> ListReservationsAsync(Guid after, int limit, CancellationToken cancellationToken);

    /// <summary>Reserves all lines of an order or none, and answers StockReserved or StockRejected, with the commit of the unit of work.</summary>
    Task ReserveAsync(IReadOnlyList<Demand> orders, CancellationToken cancellationToken);

    /// <summary>Moves what is reserved to sold and answers StockCommitted, with the commit of the unit of work.</summary>
    Task CommitAsync(IReadOnlyList<Demand> orders, CancellationToken cancellationToken);

    /// <summary>Gives back what is reserved and answers StockReleased, with the commit of the unit of work.</summary>
    Task ReleaseAsync(IReadOnlyList<Demand> orders, CancellationToken cancellationToken);
}
