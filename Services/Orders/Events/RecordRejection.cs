using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;

namespace DbPerService.Orders.Events;

internal sealed class RecordRejection(SagaStore sagas) : IEventHandler<StockRejected>
{
    public Task HandleAsync(IReadOnlyList<Received<StockRejected>> batch, CancellationToken cancellationToken) =>
        sagas.ApplyAsync(batch, e => e.OrderId, (saga, e, now) => saga.StockRejected(Shortages.Describe(e.Shortages), now), cancellationToken);
}
