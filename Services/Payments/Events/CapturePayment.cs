using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments.Events;

internal sealed class CapturePayment(IPaymentStore store, IDatabaseClock clock) : IEventHandler<OrderConfirmed>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderConfirmed>> batch, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow.UtcDateTime;
        return store.ApplyAsync(
            batch,
            order => order.OrderId,
            (payment, received) => PaymentRules.Capture(payment, received.Event, now),
            cancellationToken);
    }
}
