using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Orders.Domain;
using DbPerService.ServiceDefaults;

namespace DbPerService.Orders.Api;

/// <summary>Reads the body of POST /orders and reports all its errors at once.</summary>
static class PlaceOrderReader
{
    public const int MaxIdLength = 100;
    const int MaxTokenLength = 200;

    public static PlaceOrder Read(JsonElement body, FieldErrors errors)
    {
        var fields = new JsonFields(body, "", errors, "userId", "currency", "paymentToken", "lines");
        var userId = fields.Text("userId", MaxIdLength);
        var currency = fields.Text("currency", MaxIdLength);
        var known = Currency.IsKnown(currency);
        errors.Check(known || currency.Length == 0, "currency", "Is not an ISO 4217 code.");
        var paymentToken = fields.Text("paymentToken", MaxTokenLength);
        var lines = new List<OrderLine>();
        var products = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (element, path) in fields.List("lines", 1, PlaceOrder.MaxLines))
        {
            var line = new JsonFields(element, path, errors, "productId", "quantity", "unitPrice");
            var productId = line.Text("productId", MaxIdLength);
            errors.Check(
                productId.Length == 0 || products.Add(productId), line.PathOf("productId"), "Is in the order more than once.");
            var quantity = line.WholeNumber("quantity", 1, PlaceOrder.MaxQuantity);
            if (line.Amount("unitPrice", PlaceOrder.MaxUnitPrice) is { } price && known)
            {
                if (Currency.Holds(currency, price))
                {
                    lines.Add(new OrderLine(productId, quantity, Currency.Normalize(currency, price)));
                }
                else
                {
                    errors.Add(line.PathOf("unitPrice"), $"Has more decimals than {currency} allows.");
                }
            }
        }

        var order = new PlaceOrder(userId, currency, paymentToken, lines);
        if (!errors.Any && order.Total > PlaceOrder.MaxTotal)
        {
            errors.Add("lines", $"The order's total must be at most {PlaceOrder.MaxTotal}.");
        }

        return order;
    }
}
