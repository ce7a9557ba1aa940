using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments.Events;

internal sealed class VoidPayment(IPaymentStore store, IDatabaseClock clock) : IEventHandler<OrderCancelled>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderCancelled>> batch, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow.UtcDateTime;
        return store.ApplyAsync(
            batch,
            order => order.OrderId,
            (payment, received) => PaymentRules.Void(payment, received.Event, now),
            cancellationToken);
    }
}
