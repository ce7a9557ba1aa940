using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>An order was accepted: Payments authorizes <see cref="Total"/>, Inventory reserves <see cref="Lines"/>.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="UserId">Who placed it.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Total">The amount to authorize.</param>
/// <param name="PaymentToken">
/// The payment token as a <see cref="SealedToken"/>, which only Payments can open. Events of earlier versions carry it in plain text.
/// </param>
/// <param name="Lines">The products to reserve.</param>
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

/// <summary>Both participants have agreed: from here on the order only moves forward. Payments captures, Inventory commits.</summary>
public sealed record OrderConfirmed(Guid OrderId) : IEvent
{
    public static string Topic => Topics.Orders;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>The order is cancelled. Participants void and release, even if they have not seen the order yet.</summary>
public sealed record OrderCancelled(Guid OrderId, string Reason) : IEvent
{
    public static string Topic => Topics.Orders;
    string IEvent.Key => OrderId.ToString();
}
