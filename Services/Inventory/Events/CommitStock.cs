using DbPerService.Contracts;
using DbPerService.Inventory.Data;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Events;

internal sealed class CommitStock(IStockStore store) : IEventHandler<OrderConfirmed>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderConfirmed>> batch, CancellationToken cancellationToken) =>
        store.CommitAsync(batch.ToDemands(order => order.OrderId, _ => []), cancellationToken);
}
