using DbPerService.Contracts;
using DbPerService.Inventory.Data;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Events;

internal sealed class ReleaseStock(IStockStore store) : IEventHandler<OrderCancelled>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderCancelled>> batch, CancellationToken cancellationToken) =>
        store.ReleaseAsync(batch.ToDemands(order => order.OrderId, _ => []), cancellationToken);
}
