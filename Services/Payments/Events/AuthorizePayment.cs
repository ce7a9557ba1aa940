using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments.Events;

internal sealed class AuthorizePayment(
    IPaymentStore store, IPaymentProcessor processor, PaymentTokens tokens, IDatabaseClock clock) : IEventHandler<OrderPlaced>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderPlaced>> batch, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow.UtcDateTime;
        return store.ApplyAsync(
            batch,
            order => order.OrderId,
            (payment, received) => PaymentRules.Authorize(payment, received.Event, tokens.Open, processor, received.TraceParent, now),
            cancellationToken);
    }
}
