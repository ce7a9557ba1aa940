using DbPerService.Contracts;
using DbPerService.Inventory.Data;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Events;

internal sealed class ReserveStock(IStockStore store) : IEventHandler<OrderPlaced>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderPlaced>> batch, CancellationToken cancellationToken) =>
        store.ReserveAsync(
            batch.ToDemands(order => order.OrderId, order => [.. order.Lines.Select(l => new ReservationLine(l.ProductId, l.Quantity))]),
            cancellationToken);
}
