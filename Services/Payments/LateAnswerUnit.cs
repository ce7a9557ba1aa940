using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments;

/// <summary>Handles late answers in one transaction, that of the scope.</summary>
sealed class LateAnswerUnit(IPaymentProcessor processor, IDatabaseClock clock)
{
    DateTime Now => clock.UtcNow.UtcDateTime;

    public Task<List<Payment>> LoadDueAsync(AsyncServiceScope scope, int limit, CancellationToken cancellationToken) =>
        Store(scope).LoadDueAsync(Now, limit, cancellationToken);

    /// <summary>The payment, unless its answer was fetched or became irrelevant meanwhile.</summary>
    public async Task<List<Payment>> LoadPendingAsync(AsyncServiceScope scope, Guid orderId, CancellationToken cancellationToken)
    {
        var loaded = await Store(scope).LoadAsync([orderId], cancellationToken);
        return [.. loaded.Values.Where(payment => payment.DueAt <= Now)];
    }

    /// <summary>Fetches the answers and commits.</summary>
    public Task CompleteAsync(AsyncServiceScope scope, List<Payment> due, CancellationToken cancellationToken) => SaveAsync(
        scope,
        due.ConvertAll(payment =>
        {
            var decision = PaymentRules.Complete(payment, processor, Now);
            return new Change<Payment>(payment, decision.State, decision.Event, payment.TraceParent);
        }),
        cancellationToken);

    /// <summary>Postpones the answers and commits.</summary>
    public Task PostponeAsync(AsyncServiceScope scope, List<Payment> due, CancellationToken cancellationToken) =>
        SaveAsync(scope, due.ConvertAll(payment => new Change<Payment>(payment, PaymentRules.Postpone(payment, Now))), cancellationToken);

    static async Task SaveAsync(AsyncServiceScope scope, List<Change<Payment>> changes, CancellationToken cancellationToken)
    {
        if (changes.Count > 0)
        {
            await Store(scope).SaveAsync(changes, cancellationToken);
            await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().CommitAsync(cancellationToken);
        }
    }

    static IPaymentStore Store(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<IPaymentStore>();
}
