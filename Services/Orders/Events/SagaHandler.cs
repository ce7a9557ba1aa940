using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;

namespace DbPerService.Orders.Events;

/// <summary>Advances sagas by the replies of their participants.</summary>
sealed class SagaHandler(SagaStore sagas, Workload workload, IDatabaseClock clock) :
    IEventHandler<PaymentAuthorized>, IEventHandler<PaymentDeclined>, IEventHandler<PaymentCaptured>, IEventHandler<PaymentVoided>,
    IEventHandler<StockReserved>, IEventHandler<StockRejected>, IEventHandler<StockCommitted>, IEventHandler<StockReleased>
{
    public Task HandleAsync(IReadOnlyList<Received<PaymentAuthorized>> batch, CancellationToken cancellationToken) =>
        RecordAsync(batch, e => e.OrderId, (saga, _, now) => saga.PaymentAuthorized(now), cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<PaymentDeclined>> batch, CancellationToken cancellationToken) =>
        RecordAsync(batch, e => e.OrderId, (saga, e, now) => saga.PaymentDeclined(e.Reason, now), cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<PaymentCaptured>> batch, CancellationToken cancellationToken) =>
        RecordAsync(batch, e => e.OrderId, (saga, _, now) => saga.PaymentCaptured(now), cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<PaymentVoided>> batch, CancellationToken cancellationToken) =>
        RecordReleaseAsync(batch, e => e.OrderId, (saga, _, now) => saga.PaymentVoided(now), cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<StockReserved>> batch, CancellationToken cancellationToken) =>
        RecordAsync(batch, e => e.OrderId, (saga, _, now) => saga.StockReserved(now), cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<StockRejected>> batch, CancellationToken cancellationToken) =>
        RecordAsync(
            batch, e => e.OrderId, (saga, e, now) => saga.StockRejected(Shortages.Describe(e.Shortages), now), cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<StockCommitted>> batch, CancellationToken cancellationToken) =>
        RecordAsync(batch, e => e.OrderId, (saga, _, now) => saga.StockCommitted(now), cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<StockReleased>> batch, CancellationToken cancellationToken) =>
        RecordReleaseAsync(batch, e => e.OrderId, (saga, _, now) => saga.StockReleased(now), cancellationToken);

    /// <summary>A participant that releases a hold without an order says so, too: there is nothing to record.</summary>
    async Task RecordReleaseAsync<TEvent>(
        IReadOnlyList<Received<TEvent>> batch,
        Func<TEvent, Guid> orderId,
        Func<Saga, TEvent, DateTime, Decision<Saga>> decide,
        CancellationToken cancellationToken)
        where TEvent : IEvent
    {
        var known = await sagas.LoadAsync([.. batch.Select(received => orderId(received.Event)).Distinct()], cancellationToken);
        await RecordAsync([.. batch.Where(received => known.ContainsKey(orderId(received.Event)))], orderId, decide, cancellationToken);
    }

    Task RecordAsync<TEvent>(
        IReadOnlyList<Received<TEvent>> batch,
        Func<TEvent, Guid> orderId,
        Func<Saga, TEvent, DateTime, Decision<Saga>> decide,
        CancellationToken cancellationToken)
        where TEvent : IEvent
    {
        workload.Add(batch.Count);
        var now = clock.UtcNow.UtcDateTime;
        return batch.DecideAsync(
            orderId,
            sagas.LoadAsync,
            (saga, received) => saga is null
                ? throw new NotYetVisibleException($"Order {orderId(received.Event)} is not known, or not visible yet.")
                : decide(saga, received.Event, now),
            sagas.SaveAsync,
            cancellationToken);
    }
}
