using DbPerService.Contracts;

namespace DbPerService.Orders.Domain;

internal sealed record OrderLine(string ProductId, int Quantity, decimal UnitPrice);

/// <summary>
/// What was ordered, which never changes, and the saga, which does. The user's name is a copy that is joined on reading: null while it is
/// unknown, and when the order is placed, which only writes.
/// </summary>
internal sealed record Order(
    Guid Id,
    string UserId,
    string? UserName,
    string Currency,
    string PaymentToken,
    decimal Total,
    IReadOnlyList<OrderLine> Lines,
    Saga Saga)
{
    public static Order Place(PlaceOrder request, DateTime now, TimeSpan participantTimeout)
    {
        var id = Guid.CreateVersion7(now);
        return new Order(
            id, request.UserId, null, request.Currency, request.PaymentToken, request.Total, request.Lines,
            Saga.Begin(id, now, participantTimeout));
    }

    public OrderPlaced ToPlaced() =>
        new(Id, UserId, Currency, Total, PaymentToken, [.. Lines.Select(l => new OrderPlacedLine(l.ProductId, l.Quantity, l.UnitPrice))]);
}
