using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>An order was accepted: Payments is asked to authorise <see cref="Total"/>, Inventory to reserve <see cref="Lines"/>.</summary>
public sealed record OrderPlaced(
    Guid OrderId,
    string UserId,
    string Currency,
    decimal Total,
    string PaymentToken,
    IReadOnlyList<OrderPlacedLine> Lines) : IEvent
{
    public static string Topic => Topics.Orders;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>A line of an order; <see cref="UnitPrice"/> is in the order's currency.</summary>
public sealed record OrderPlacedLine(string ProductId, int Quantity, decimal UnitPrice);

/// <summary>Both participants have agreed: from here the order only goes forward. Asks for capture and commit.</summary>
public sealed record OrderConfirmed(Guid OrderId) : IEvent
{
    public static string Topic => Topics.Orders;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>The order will not happen. Asks for void and release, also from a participant that has not seen the order yet.</summary>
public sealed record OrderCancelled(Guid OrderId, string Reason) : IEvent
{
    public static string Topic => Topics.Orders;
    string IEvent.Key => OrderId.ToString();
}
