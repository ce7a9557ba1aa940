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
    /// <inheritdoc />
    public static string Topic => Topics.Orders;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>A line of an order; <see cref="UnitPrice"/> is in the order's currency.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">The ordered quantity.</param>
/// <param name="UnitPrice">The price of one unit.</param>
public sealed record OrderPlacedLine(string ProductId, int Quantity, decimal UnitPrice);

/// <summary>Both participants have agreed: from here on the order only moves forward. Payments captures, Inventory commits.</summary>
/// <param name="OrderId">The order.</param>
public sealed record OrderConfirmed(Guid OrderId) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Orders;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>The order is cancelled. Participants void and release, even if they have not seen the order yet.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Reason">The name of the reason, such as <c>PaymentDeclined</c>.</param>
public sealed record OrderCancelled(Guid OrderId, string Reason) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Orders;
    string IEvent.Key => OrderId.ToString();
}
