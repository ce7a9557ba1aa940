using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;

namespace DbPerService.OrderHistory.Events;

/// <summary>Adds what events say to the view. Merging is idempotent, and the order in which topics arrive makes no difference.</summary>
sealed class HistoryHandler(IHistoryStore store) :
    IEventHandler<OrderPlaced>, IEventHandler<OrderConfirmed>, IEventHandler<OrderCancelled>,
    IEventHandler<PaymentAuthorized>, IEventHandler<PaymentDeclined>, IEventHandler<PaymentCaptured>,
    IEventHandler<PaymentVoided>, IEventHandler<StockReserved>, IEventHandler<StockRejected>,
    IEventHandler<StockCommitted>, IEventHandler<StockReleased>, IEventHandler<UserRegistered>,
    IEventHandler<UserUpdated>, IEventHandler<ProductChanged>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderPlaced>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<OrderConfirmed>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<OrderCancelled>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<PaymentAuthorized>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<PaymentDeclined>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<PaymentCaptured>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<PaymentVoided>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<StockReserved>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<StockRejected>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<StockCommitted>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<StockReleased>> batch, CancellationToken cancellationToken) =>
        AddFactsAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<UserRegistered>> batch, CancellationToken cancellationToken) =>
        AddNamesAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<UserUpdated>> batch, CancellationToken cancellationToken) =>
        AddNamesAsync(batch, cancellationToken);

    public Task HandleAsync(IReadOnlyList<Received<ProductChanged>> batch, CancellationToken cancellationToken) =>
        AddNamesAsync(batch, cancellationToken);

    Task AddFactsAsync<TEvent>(IReadOnlyList<Received<TEvent>> batch, CancellationToken cancellationToken) where TEvent : IEvent =>
        store.MergeAsync(
            [.. batch.Select(received => HistoryFacts.EntryOf(received.Event, received.Time)).OfType<HistoryEntry>()], null,
            cancellationToken);

    Task AddNamesAsync<TEvent>(IReadOnlyList<Received<TEvent>> batch, CancellationToken cancellationToken) where TEvent : IEvent =>
        store.MergeAsync([.. batch.Select(received => HistoryFacts.SubjectOf(received.Event)).OfType<Subject>()], null, cancellationToken);
}
