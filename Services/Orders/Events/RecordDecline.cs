using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;

namespace DbPerService.Orders.Events;

internal sealed class RecordDecline(SagaStore sagas) : IEventHandler<PaymentDeclined>
{
    public Task HandleAsync(IReadOnlyList<Received<PaymentDeclined>> batch, CancellationToken cancellationToken) =>
        sagas.ApplyAsync(batch, e => e.OrderId, (saga, e, now) => saga.PaymentDeclined(e.Reason, now), cancellationToken);
}
