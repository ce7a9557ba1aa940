using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Orders.Domain;
using static DbPerService.Messaging.PostgreSql.PostgresUnitOfWork;

namespace DbPerService.Orders.Data;

/// <summary>The orders as their participants and the keeper see them: sagas, changed in batches, each with what its participants are told.</summary>
internal sealed class SagaStore(
    PostgresUnitOfWork unit, Workload workload, IDatabaseClock clock, ISubscriberSilence silence)
{
    /// <summary>Applies a batch: one read, one write. The unit of work commits.</summary>
    public async Task ApplyAsync<TEvent>(
        IReadOnlyList<Received<TEvent>> batch,
        Func<TEvent, Guid> orderId,
        Func<Saga, TEvent, DateTime, Saga> apply,
        CancellationToken cancellationToken)
        where TEvent : IEvent
    {
        workload.Add(batch.Count);
        var now = clock.UtcNow.UtcDateTime;
        var sagas = await LockAsync([.. batch.Select(received => orderId(received.Event)).Distinct()], cancellationToken);
        var changed = new Dictionary<Guid, Saga>();
        foreach (var received in batch)
        {
            var id = orderId(received.Event);
            if (!sagas.TryGetValue(id, out var saga))
            {
                throw new NotYetVisibleException($"Order {id} is not known, or not visible yet.");
            }

            var next = apply(saga, received.Event, now);
            if (!ReferenceEquals(next, saga))
            {
                Announce(saga, next, received.TraceParent);
                sagas[id] = changed[id] = next;
            }
        }

        Save([.. changed.Values]);
    }

    /// <summary>Looks through at most <paramref name="limit"/> orders that are due and commits.</summary>
    /// <returns>How many were due and of how many the last event was sent again.</returns>
    public async Task<(int Due, int Resent)> ReviewAsync(
        SagaDeadlines deadlines, int limit, int mayResend, CancellationToken cancellationToken)
    {
        var due = new List<Order>();
        var parameters = new[] { Parameter(clock.UtcNow.UtcDateTime), Parameter(limit) };
        await using (var reader = await unit.QueryAsync(OrderSql.LockDue, parameters, cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                due.Add(OrderRows.ReadOrder(reader));
            }
        }

        // After the lock, the transaction's first write: what is sent again counts as sent from here.
        var now = clock.UtcNow.UtcDateTime;
        var resent = 0;
        var changed = new List<Saga>(due.Count);
        foreach (var order in due)
        {
            var (next, resend) = order.Saga.Review(now, SilencesOf(order.Saga), deadlines, resent < mayResend);
            Announce(order.Saga, next, null);
            if (resend)
            {
                Resend(order);
                resent++;
            }

            changed.Add(next);
        }

        Save(changed);
        await unit.CommitAsync(cancellationToken);
        return (due.Count, resent);
    }

    /// <summary>
    /// How long each participant could have answered: it has applied the order, or applies nothing at all. Counts from when the order was
    /// first sent, or, where that is not known any more because this process or the broker's log is younger, from when it was sent again.
    /// </summary>
    Silences SilencesOf(Saga saga)
    {
        return saga.Status == OrderStatus.Placed ? new(Longest("payments"), Longest("inventory")) : default;

        TimeSpan Longest(string participant) => Max(Since(participant, saga.SentAt), Since(participant, saga.ResentAt ?? saga.SentAt));

        TimeSpan Since(string participant, DateTime sentAt) => Max(
            silence.Of(participant, Topics.Orders, sentAt), silence.StandstillOf(participant, Topics.Orders, sentAt));

        static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
    }

    async Task<Dictionary<Guid, Saga>> LockAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        var sagas = new Dictionary<Guid, Saga>(ids.Length);
        await using var reader = await unit.QueryAsync(OrderSql.LockSagas, [Parameter(ids)], cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var saga = OrderRows.ReadSaga(reader);
            sagas.Add(saga.OrderId, saga);
        }

        return sagas;
    }

    void Save(List<Saga> changed)
    {
        if (changed.Count > 0)
        {
            unit.Defer(OrderSql.SaveSagas, OrderRows.Columns(changed));
        }
    }

    /// <summary>A decision is told to the participants; any other change is the saga's own.</summary>
    void Announce(Saga before, Saga after, string? traceParent)
    {
        if (before.Status == after.Status)
        {
            return;
        }

        if (after.Status == OrderStatus.Confirmed)
        {
            unit.Append(new OrderConfirmed(after.OrderId), traceParent);
        }
        else
        {
            unit.Append(new OrderCancelled(after.OrderId, after.Reason.ToString()!), traceParent);
        }
    }

    /// <summary>The last event again, as a new one: participants that have acted on it answer as they did before.</summary>
    void Resend(Order order)
    {
        switch (order.Saga.Status)
        {
            case OrderStatus.Placed:
                unit.Append(order.ToPlaced());
                break;
            case OrderStatus.Confirmed:
                unit.Append(new OrderConfirmed(order.Id));
                break;
            default:
                unit.Append(new OrderCancelled(order.Id, order.Saga.Reason.ToString()!));
                break;
        }
    }
}
