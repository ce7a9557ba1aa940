using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments.Events;

internal static class PaymentBatch
{
    /// <summary>Decides about a batch of events: one read, one write.</summary>
    public static async Task ApplyAsync<TEvent>(
        this IPaymentStore store,
        IReadOnlyList<Received<TEvent>> batch,
        Func<TEvent, Guid> orderId,
        Func<Payment?, Received<TEvent>, PaymentDecision> decide,
        CancellationToken cancellationToken)
        where TEvent : IEvent
    {
        var payments = await store.LoadAsync([.. batch.Select(received => orderId(received.Event)).Distinct()], cancellationToken);
        var changes = new List<PaymentChange>(batch.Count);
        foreach (var received in batch)
        {
            var id = orderId(received.Event);
            var decision = decide(payments.GetValueOrDefault(id), received);
            payments[id] = decision.Payment;
            changes.Add(new(decision.Payment, decision.Answer, received.TraceParent));
        }

        await store.SaveAsync(changes, cancellationToken);
    }
}
