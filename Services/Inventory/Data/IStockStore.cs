using DbPerService.Contracts;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Data;

enum ReceiptOutcome
{
    /// <summary>The receipt counted, now or when it first arrived.</summary>
    Counted,
    UnknownProduct,

    /// <summary>The id was used with another quantity.</summary>
    OtherQuantity,
}

/// <summary>
/// Stock and reservations in the service's own database. Unlike a store that loads and saves, this one gets the events: a database that
/// locks rows loads, lets <see cref="ReservationRules"/> decide and saves; Redis, which cannot lock, decides by the same rules in a script
/// on the server. Orders of a batch are decided in sequence, each on the stock that those before it have left.
/// </summary>
interface IStockStore
{
    Task<StockItem?> FindAsync(string productId, CancellationToken cancellationToken);

    /// <summary>Products in ordinal order of their ids, those after <paramref name="after"/>.</summary>
    Task<List<StockItem>> ListAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>Sets the quantity on hand, also of a new product.</summary>
    /// <returns>The stock; null if the quantity is below the reserved one.</returns>
    Task<StockItem?> SetOnHandAsync(string productId, int onHand, CancellationToken cancellationToken);

    /// <summary>Adds a receipt to the quantity on hand; a repeated receipt does not count again.</summary>
    Task<(ReceiptOutcome Outcome, StockItem? Stock)> ReceiveAsync(
        string productId, string receiptId, int quantity, CancellationToken cancellationToken);

    Task<Reservation?> FindReservationAsync(Guid orderId, CancellationToken cancellationToken);

    /// <summary>Reservations by order id, those after <paramref name="after"/>.</summary>
    Task<List<Reservation>> ListReservationsAsync(Guid after, int limit, CancellationToken cancellationToken);

    /// <summary>Orders whose reservation is open and has not changed since a time, by order id, those after <paramref name="after"/>.</summary>
    Task<List<Guid>> ListReservedAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken);

    /// <summary>Reserves all lines of an order or none, and publishes StockReserved or StockRejected, with the unit's commit.</summary>
    Task ReserveAsync(IReadOnlyList<Received<OrderPlaced>> orders, CancellationToken cancellationToken);

    /// <summary>Moves the reserved quantities to sold and publishes StockCommitted, with the commit of the unit of work.</summary>
    Task CommitAsync(IReadOnlyList<Received<OrderConfirmed>> orders, CancellationToken cancellationToken);

    /// <summary>Releases the reserved quantities and publishes StockReleased, with the commit of the unit of work.</summary>
    Task ReleaseAsync(IReadOnlyList<Received<OrderCancelled>> orders, CancellationToken cancellationToken);

    /// <summary>The same for an order that has not been cancelled by an event.</summary>
    Task ReleaseAsync(Guid orderId, CancellationToken cancellationToken);
}
