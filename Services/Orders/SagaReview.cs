using DbPerService.Messaging;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;
using Microsoft.Extensions.Options;

namespace DbPerService.Orders;

/// <summary>A review of the unfinished orders that are due, in one transaction, that of the scope.</summary>
sealed class SagaReview(
    SagaStore sagas, IUnitOfWork unit, IDatabaseClock clock, ParticipantSilence silence, IOptions<OrdersOptions> options)
{
    readonly SagaDeadlines _deadlines = new(options.Value.ParticipantTimeout, options.Value.MaxPending);

    /// <summary>Reviews at most <paramref name="limit"/> orders and commits.</summary>
    /// <returns>How many were due, and how many last events were resent.</returns>
    public async Task<(int Due, int Resent)> RunAsync(int limit, int mayResend, CancellationToken cancellationToken)
    {
        var due = await sagas.LoadDueAsync(clock.UtcNow.UtcDateTime, limit, cancellationToken);
        // After the lock, the transaction's first write: resends count from here.
        var now = clock.UtcNow.UtcDateTime;
        var resent = 0;
        var changes = new List<Change<Saga>>(due.Count);
        foreach (var order in due)
        {
            var (decision, isResent) = order.Review(now, silence.Of(order.Saga), _deadlines, resent < mayResend);
            changes.Add(new(order.Saga, decision.State, decision.Event));
            resent += isResent ? 1 : 0;
        }

        await sagas.SaveAsync(changes, cancellationToken);
        await unit.CommitAsync(cancellationToken);
        return (due.Count, resent);
    }
}
