using System.Text.Json;
using DbPerService.Replay.Input;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Load;

/// <summary>An order of the file as sent over HTTP: serialized once, sent in every pass.</summary>
/// <param name="Id">Its id in the file.</param>
/// <param name="CustomerId">Who places it.</param>
/// <param name="Total">The sum of its lines.</param>
/// <param name="Body">The body of POST /orders.</param>
/// <param name="Basket">The same lines as a basket.</param>
/// <param name="Checkout">The body of the basket's checkout.</param>
sealed record PreparedOrder(string Id, string CustomerId, decimal Total, byte[] Body, byte[] Basket, byte[] Checkout)
{
    /// <summary>Of every price in the files.</summary>
    public const string Currency = "USD";

    const string GoodToken = "tok_visa";

    public static PreparedOrder From(ShopOrder order)
    {
        var lines = order.Lines.Select(x => new OrderLineSnapshot(x.ProductId, x.Quantity, x.NetPrice)).ToList();
        var paymentToken = order.PaymentToken ?? GoodToken;
        var body = new PlaceOrderRequest(order.CustomerId, Currency, paymentToken, lines);
        return new PreparedOrder(
            order.Id,
            order.CustomerId,
            lines.Sum(x => x.Quantity * x.UnitPrice),
            JsonSerializer.SerializeToUtf8Bytes(body, TargetJson.Default.PlaceOrderRequest),
            JsonSerializer.SerializeToUtf8Bytes(new SetBasketRequest(Currency, lines), TargetJson.Default.SetBasketRequest),
            JsonSerializer.SerializeToUtf8Bytes(new CheckoutRequest(paymentToken), TargetJson.Default.CheckoutRequest));
    }
}
