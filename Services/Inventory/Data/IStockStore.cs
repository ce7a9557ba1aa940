using DbPerService.Contracts;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Data;

internal enum ReceiptOutcome
{
    /// <summary>Counted, now or when it came the first time.</summary>
    Counted,
    UnknownProduct,

    /// <summary>The id was counted with another quantity.</summary>
    OtherQuantity,
}

/// <summary>
/// Stock and reservations in the service's own database. Unlike a store that loads and saves, this one is handed the events: a database
/// that locks rows loads, lets <see cref="ReservationRules"/> decide and saves; Redis, which cannot lock, decides in a script where the
/// data is, by the same rules. Orders of a batch are decided in turn, each on the stock that those before it have left.
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
    Task ReserveAsync(IReadOnlyList<Received<OrderPlaced>> orders, CancellationToken cancellationToken);

    /// <summary>Moves what is reserved to sold and answers StockCommitted, with the commit of the unit of work.</summary>
    Task CommitAsync(IReadOnlyList<Received<OrderConfirmed>> orders, CancellationToken cancellationToken);

    /// <summary>Gives back what is reserved and answers StockReleased, with the commit of the unit of work.</summary>
    Task ReleaseAsync(IReadOnlyList<Received<OrderCancelled>> orders, CancellationToken cancellationToken);
}
