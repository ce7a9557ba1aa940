using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments.Events;

/// <summary>Authorizes, captures and voids payments for orders.</summary>
sealed class PaymentHandler(IPaymentStore store, IPaymentProcessor processor, PaymentTokens tokens, IDatabaseClock clock) :
    IEventHandler<OrderPlaced>, IEventHandler<OrderConfirmed>, IEventHandler<OrderCancelled>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderPlaced>> batch, CancellationToken cancellationToken) =>
        DecideAsync(
            batch, order => order.OrderId,
            (payment, placed, now) => PaymentRules.Authorize(payment, placed.Event, tokens.Open, processor, placed.TraceParent, now),
            cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<OrderConfirmed>> batch, CancellationToken cancellationToken) =>
        DecideAsync(
            batch, order => order.OrderId, (payment, confirmed, now) => PaymentRules.Capture(payment, confirmed.Event, now),
            cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<OrderCancelled>> batch, CancellationToken cancellationToken) =>
        DecideAsync(
            batch, order => order.OrderId, (payment, cancelled, now) => PaymentRules.Void(payment, cancelled.Event, now),
            cancellationToken);

    Task DecideAsync<TEvent>(
        IReadOnlyList<Received<TEvent>> batch,
        Func<TEvent, Guid> orderId,
        Func<Payment?, Received<TEvent>, DateTime, Decision<Payment>> decide,
        CancellationToken cancellationToken)
        where TEvent : IEvent
    {
        var now = clock.UtcNow.UtcDateTime;
        return batch.DecideAsync(
            orderId, store.LoadAsync, (payment, received) => decide(payment, received, now), store.SaveAsync, cancellationToken);
    }
}
