using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>The processor has authorized the payment; no money has moved yet.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="PaymentId">The payment, whose id is derived from the order's.</param>
/// <param name="Amount">The order's total.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record PaymentAuthorized(Guid OrderId, Guid PaymentId, decimal Amount, string Currency) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Payments;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>The processor has declined the payment, or its token could not be opened.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="PaymentId">The payment, whose id is derived from the order's.</param>
/// <param name="Reason">The processor's code, such as <c>card_declined</c>.</param>
public sealed record PaymentDeclined(Guid OrderId, Guid PaymentId, string Reason) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Payments;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>The money of a confirmed order was taken.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="PaymentId">The payment, whose id is derived from the order's.</param>
/// <param name="Amount">The order's total.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record PaymentCaptured(Guid OrderId, Guid PaymentId, decimal Amount, string Currency) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Payments;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>No money will be taken for the order, whether or not it was ever authorized.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="PaymentId">The payment, whose id is derived from the order's.</param>
public sealed record PaymentVoided(Guid OrderId, Guid PaymentId) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Payments;
    string IEvent.Key => OrderId.ToString();
}
