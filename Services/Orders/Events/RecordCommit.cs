using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;

namespace DbPerService.Orders.Events;

internal sealed class RecordCommit(SagaStore sagas) : IEventHandler<StockCommitted>
{
    public Task HandleAsync(IReadOnlyList<Received<StockCommitted>> batch, CancellationToken cancellationToken) =>
        sagas.ApplyAsync(batch, e => e.OrderId, (saga, _, now) => saga.StockCommitted(now), cancellationToken);
}
