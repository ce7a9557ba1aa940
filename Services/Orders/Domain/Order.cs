using DbPerService.Contracts;

namespace DbPerService.Orders.Domain;

internal sealed record OrderLine(string ProductId, int Quantity, decimal UnitPrice);

/// <summary>
/// What was ordered, which never changes, and the saga, which does. The user's name is a copy that is joined on reading: null while it is
/// unknown, and when the order is placed, which only writes. The payment token is sealed, and forgotten once the order is decided.
/// </summary>
internal sealed record Order(
    Guid Id,
    string UserId,
    string? UserName,
    string Currency,
    string? PaymentToken,
    decimal Total,
    IReadOnlyList<OrderLine> Lines,
    Saga Saga)
{
    public static Order Place(PlaceOrder request, TokenKey key, DateTime now)
    {
        var id = Guid.CreateVersion7(now);
        return new Order(
            id, request.UserId, null, request.Currency, SealedToken.Seal(request.PaymentToken, id, key), request.Total,
            request.Lines, Saga.Begin(id, now));
    }

    /// <summary>What the participants are sent while the order is not decided.</summary>
    public OrderPlaced ToPlaced() =>
        new(Id, UserId, Currency, Total, PaymentToken!, [.. Lines.Select(l => new OrderPlacedLine(l.ProductId, l.Quantity, l.UnitPrice))]);
}
