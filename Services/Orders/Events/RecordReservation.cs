using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;

namespace DbPerService.Orders.Events;

internal sealed class RecordReservation(SagaStore sagas) : IEventHandler<StockReserved>
{
    public Task HandleAsync(IReadOnlyList<Received<StockReserved>> batch, CancellationToken cancellationToken) =>
        sagas.ApplyAsync(batch, e => e.OrderId, (saga, _, now) => saga.StockReserved(now), cancellationToken);
}
