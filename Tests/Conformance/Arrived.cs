using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Tests.Conformance;

/// <summary>Events of Orders as a handler gets them.</summary>
static class Arrived
{
    public static Received<OrderPlaced> Placed(Guid order, params (string ProductId, int Quantity)[] lines) => Of(
        new OrderPlaced(
            order, "ALFKI", "EUR", 12.34m, "tok_visa", [.. lines.Select(line => new OrderPlacedLine(line.ProductId, line.Quantity, 1))]));

    public static Received<OrderConfirmed> Confirmed(Guid order) => Of(new OrderConfirmed(order));

    public static Received<OrderCancelled> Withdrawn(Guid order) => Of(new OrderCancelled(order, "CancelledByUser"));

    static Received<TEvent> Of<TEvent>(TEvent @event) where TEvent : IEvent =>
        new(@event, Guid.CreateVersion7(), DateTimeOffset.UnixEpoch, null);
}
