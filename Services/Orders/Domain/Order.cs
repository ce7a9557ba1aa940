using System.Text.Json.Serialization;
using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Orders.Domain;

sealed record OrderLine(string ProductId, int Quantity, decimal UnitPrice)
{
    /// <summary>A copy that is joined on reading, like <see cref="Order.User"/>.</summary>
    [JsonIgnore]
    public string? ProductName { get; init; }
}

/// <summary>
/// The order's content, which never changes, and its saga, which does. The user is a copy that is joined on reading: null while it is
/// unknown, and when the order is placed, which only writes. The payment token is sealed, and erased once the order is decided.
/// </summary>
sealed record Order(
    Guid Id,
    string UserId,
    UserCopy? User,
    string Currency,
    string? PaymentToken,
    decimal Total,
    IReadOnlyList<OrderLine> Lines,
    Saga Saga)
{
    public static Order Place(PlaceOrder request, IReadOnlyList<OrderLine> lines, TokenKey key, DateTime now)
    {
        var id = Guid.CreateVersion7(now);
        return new Order(
            id, request.UserId, null, request.Currency, SealedToken.Seal(request.PaymentToken, id, key), TotalOf(lines), lines,
            Saga.Begin(id, now));
    }

    /// <summary>Has the decimals of the prices, which are those of the currency.</summary>
    public static decimal TotalOf(IReadOnlyList<OrderLine> lines) => lines.Sum(line => line.Quantity * line.UnitPrice);

    /// <summary>
    /// Reviews the saga and, if it is due, publishes its last event again as a new one: participants that have acted on it repeat their
    /// reply.
    /// </summary>
    /// <returns>The decision, and whether its event is a resend.</returns>
    public (Decision<Saga> Decision, bool IsResent) Review(DateTime now, Silences silences, SagaDeadlines deadlines, bool mayResend)
    {
        var (decision, resend) = Saga.Review(now, silences, deadlines, mayResend);
        return (resend ? decision with { Event = LastEvent() } : decision, resend);
    }

    /// <summary>The event that participants get while the order is undecided.</summary>
    public OrderPlaced ToPlaced() =>
        new(Id, UserId, Currency, Total, PaymentToken!, [.. Lines.Select(l => new OrderPlacedLine(l.ProductId, l.Quantity, l.UnitPrice))]);

    IEvent LastEvent() => Saga.Status switch
    {
        OrderStatus.Placed => ToPlaced(),
        OrderStatus.Confirmed => new OrderConfirmed(Id),
        _ => new OrderCancelled(Id, Saga.Reason.ToString()!),
    };
}
