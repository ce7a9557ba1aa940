using DbPerService.Contracts;
using DbPerService.Inventory.Data;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Events;

/// <summary>Reserves, commits and releases stock for orders.</summary>
sealed class ReservationHandler(IStockStore store) :
    IEventHandler<OrderPlaced>, IEventHandler<OrderConfirmed>, IEventHandler<OrderCancelled>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderPlaced>> batch, CancellationToken cancellationToken) =>
        store.ReserveAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<OrderConfirmed>> batch, CancellationToken cancellationToken) =>
        store.CommitAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<OrderCancelled>> batch, CancellationToken cancellationToken) =>
        store.ReleaseAsync(batch, cancellationToken);
}
