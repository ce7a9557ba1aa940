using DbPerService.Contracts;
using DbPerService.Gadgets.Data;
using DbPerService.Gadgets.Domain;
using DbPerService.Messaging;

namespace DbPerService.Gadgets.Events;

/// <summary>Records confirmed orders.</summary>
sealed class GadgetsHandler(GadgetsStore store, IDatabaseClock clock) : IEventHandler<OrderConfirmed>
{
    public Task HandleAsync(IReadOnlyList<Received<OrderConfirmed>> batch, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow.UtcDateTime;
        return batch.DecideAsync(
            order => order.OrderId, store.LoadAsync, (entry, confirmed) => GadgetsRules.Record(entry, confirmed.Event, now), store.SaveAsync,
            cancellationToken);
    }
}
