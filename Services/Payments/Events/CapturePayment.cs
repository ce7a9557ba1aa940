using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;
using DbPerService.ServiceDefaults;

namespace DbPerService.Payments.Events;

internal sealed class CapturePayment(IPaymentStore store, TimeProvider time) : IEventHandler<OrderConfirmed>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderConfirmed>> batch, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMicroseconds();
        return store.ApplyAsync(
            batch,
            order => order.OrderId,
            (payment, received) => PaymentRules.Capture(payment, received.Event, now),
            cancellationToken);
    }
}
