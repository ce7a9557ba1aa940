using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;

namespace DbPerService.Orders.Events;

internal sealed class RecordAuthorization(SagaStore sagas) : IEventHandler<PaymentAuthorized>
{
    public Task HandleAsync(IReadOnlyList<Received<PaymentAuthorized>> batch, CancellationToken cancellationToken) =>
        sagas.ApplyAsync(batch, e => e.OrderId, (saga, _, now) => saga.PaymentAuthorized(now), cancellationToken);
}
