using DbPerService.Consistency;
using DbPerService.Messaging;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments;

/// <summary>Authorizations that were neither captured nor voided: money that is held for orders.</summary>
sealed class PaymentHolds(IPaymentStore store, IUnitOfWork unit, IDatabaseClock clock) : IHolds
{
    public async Task<IReadOnlyList<Guid>> ListAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken) =>
        await store.ListAuthorizedAsync(before, after, limit, cancellationToken);

    public async Task<bool> ReleaseAsync(Guid id, CancellationToken cancellationToken)
    {
        var loaded = await store.LoadAsync([id], cancellationToken);
        if (!loaded.TryGetValue(id, out var payment) || payment.Status != PaymentStatus.Authorized)
        {
            return false;
        }

        var (state, @event) = PaymentRules.Void(payment, id, clock.UtcNow.UtcDateTime);
        await store.SaveAsync([new(payment, state, @event)], cancellationToken);
        await unit.CommitAsync(cancellationToken);
        return true;
    }
}
