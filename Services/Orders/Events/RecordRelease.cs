using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;

namespace DbPerService.Orders.Events;

internal sealed class RecordRelease(SagaStore sagas) : IEventHandler<StockReleased>
{
    public Task HandleAsync(IReadOnlyList<Received<StockReleased>> batch, CancellationToken cancellationToken) =>
        sagas.ApplyAsync(batch, e => e.OrderId, (saga, _, now) => saga.StockReleased(now), cancellationToken);
}
