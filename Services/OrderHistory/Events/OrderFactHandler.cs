using DbPerService.Messaging;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;

namespace DbPerService.OrderHistory.Events;

/// <summary>
/// Adds what an event says of an order to the order's entry. Merging is idempotent, and the order in which topics arrive makes no
/// difference.
/// </summary>
sealed class OrderFactHandler<TEvent>(IHistoryStore store) : IEventHandler<TEvent> where TEvent : IEvent
{
    public Task HandleAsync(IReadOnlyList<Received<TEvent>> batch, CancellationToken cancellationToken) => store.MergeAsync(
        [.. batch.Select(received => HistoryFacts.EntryOf(received.Event, received.Time)).OfType<HistoryEntry>()], null, cancellationToken);
}
