using DbPerService.Messaging;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;
using DbPerService.OrderHistory.Events;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.Conformance;

/// <summary>Orders that are delivered again to OrderHistory, which publishes nothing.</summary>
public abstract class HistoryRedelivery : RedeliveryConformance
{
    protected override List<string> Expected =>
        [.. Orders.Select((order, i) => $"{order} " + (i % 3) switch { 0 => "Confirmed", 1 => "Cancelled", _ => "Placed" })];

    protected override Task PrepareAsync(IServiceProvider instance) => Task.CompletedTask;

    protected override async Task<List<string>> EffectsAsync(IServiceProvider instance)
    {
        var query = new HistoryQuery("ALFKI", null, DateTime.UnixEpoch, HistoryPlace.Start.PlacedAt, HistoryPlace.Start);
        var entries = await ReadAsync<IHistoryStore, List<HistoryEntry>>(instance, store => store.ListAsync(query, 100, Cancelled));
        return [.. entries.OrderBy(entry => entry.OrderId).Select(entry => $"{entry.OrderId} {entry.Status}")];
    }

    protected static void Handle(MessagingBuilder messaging) => messaging.HandlesOrders();
}
