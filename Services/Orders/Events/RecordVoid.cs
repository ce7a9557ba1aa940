using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;

namespace DbPerService.Orders.Events;

internal sealed class RecordVoid(SagaStore sagas) : IEventHandler<PaymentVoided>
{
    public Task HandleAsync(IReadOnlyList<Received<PaymentVoided>> batch, CancellationToken cancellationToken) =>
        sagas.ApplyAsync(batch, e => e.OrderId, (saga, _, now) => saga.PaymentVoided(now), cancellationToken);
}
