using DbPerService.Messaging;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;

namespace DbPerService.OrderHistory.Events;

/// <summary>Keeps the newest name of a user or a product.</summary>
sealed class SubjectHandler<TEvent>(IHistoryStore store) : IEventHandler<TEvent> where TEvent : IEvent
{
    public Task HandleAsync(IReadOnlyList<Received<TEvent>> batch, CancellationToken cancellationToken) => store.MergeAsync(
        [.. batch.Select(received => HistoryFacts.SubjectOf(received.Event)).OfType<Subject>()], null, cancellationToken);
}
