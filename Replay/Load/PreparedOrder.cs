using System.Text.Json;
using DbPerService.Replay.Input;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Load;

/// <summary>An order of the file as sent over HTTP: serialized once, sent in every pass.</summary>
sealed record PreparedOrder(string Id, decimal Total, byte[] Body)
{
    const string Currency = "USD";
    const string GoodToken = "tok_visa";

    public static PreparedOrder From(ShopOrder order)
    {
        var lines = order.Lines.Select(x => new OrderLineSnapshot(x.ProductId, x.Quantity, x.NetPrice)).ToList();
        var body = new PlaceOrderRequest(order.CustomerId, Currency, order.PaymentToken ?? GoodToken, lines);
        return new PreparedOrder(
            order.Id,
            lines.Sum(x => x.Quantity * x.UnitPrice),
            JsonSerializer.SerializeToUtf8Bytes(body, TargetJson.Default.PlaceOrderRequest));
    }
}
