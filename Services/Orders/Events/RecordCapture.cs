using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;

namespace DbPerService.Orders.Events;

internal sealed class RecordCapture(SagaStore sagas) : IEventHandler<PaymentCaptured>
{
    public Task HandleAsync(IReadOnlyList<Received<PaymentCaptured>> batch, CancellationToken cancellationToken) =>
        sagas.ApplyAsync(batch, e => e.OrderId, (saga, _, now) => saga.PaymentCaptured(now), cancellationToken);
}
