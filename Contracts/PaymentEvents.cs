using DbPerService.Messaging;

namespace DbPerService.Contracts;

public sealed record PaymentAuthorized(Guid OrderId, Guid PaymentId, decimal Amount, string Currency) : IEvent
{
    public static string Topic => Topics.Payments;
    string IEvent.Key => OrderId.ToString();
}

public sealed record PaymentDeclined(Guid OrderId, Guid PaymentId, string Reason) : IEvent
{
    public static string Topic => Topics.Payments;
    string IEvent.Key => OrderId.ToString();
}

public sealed record PaymentCaptured(Guid OrderId, Guid PaymentId, decimal Amount, string Currency) : IEvent
{
    public static string Topic => Topics.Payments;
    string IEvent.Key => OrderId.ToString();
}

/// <summary>No money will be taken for the order, whether or not it was ever authorized.</summary>
public sealed record PaymentVoided(Guid OrderId, Guid PaymentId) : IEvent
{
    public static string Topic => Topics.Payments;
    string IEvent.Key => OrderId.ToString();
}
