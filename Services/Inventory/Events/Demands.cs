using DbPerService.Inventory.Data;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Events;

internal static class Demands
{
    public static IReadOnlyList<Demand> ToDemands<TEvent>(
        this IReadOnlyList<Received<TEvent>> batch, Func<TEvent, Guid> orderId, Func<TEvent, IReadOnlyList<ReservationLine>> lines)
        where TEvent : IEvent
    {
        var demands = new Demand[batch.Count];
        for (var i = 0; i < demands.Length; i++)
        {
            var received = batch[i];
            demands[i] = new(orderId(received.Event), lines(received.Event), received.TraceParent);
        }

        return demands;
    }
}
