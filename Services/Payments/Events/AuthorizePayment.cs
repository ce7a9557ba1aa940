using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;
using DbPerService.ServiceDefaults;

namespace DbPerService.Payments.Events;

internal sealed class AuthorizePayment(IPaymentStore store, IPaymentProcessor processor, TimeProvider time) : IEventHandler<OrderPlaced>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderPlaced>> batch, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMicroseconds();
        return store.ApplyAsync(
            batch,
            order => order.OrderId,
            (payment, received) => PaymentRules.Authorize(payment, received.Event, processor, received.TraceParent, now),
            cancellationToken);
    }
}
