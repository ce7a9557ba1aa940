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

    /// <param name="body">The body.</param>
    /// <param name="errors">Collects the errors.</param>
    /// <param name="currencies">The currencies that an order can have.</param>
    /// <param name="user">The signed-in user, whose order it is if the body does not say; null if there is none.</param>
    public static PlaceOrder Read(JsonElement body, FieldErrors errors, CurrencyTable currencies, string? user)
    {
        var fields = new JsonFields(body, "", errors, "userId", "currency", "paymentToken", "lines");
        var userId = user is null || fields.Has("userId") ? fields.Text("userId", MaxIdLength) : user;
        var currency = fields.Text("currency", MaxIdLength);
        var decimals = currencies.DecimalsOf(currency);
        errors.Check(decimals is not null || currency.Length == 0, "currency", "Is not an ISO 4217 code.");
        var paymentToken = fields.Text("paymentToken", MaxTokenLength);
        var lines = new List<PlaceOrderLine>();
        var products = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (element, path) in fields.List("lines", 1, PlaceOrder.MaxLines))
        {
            var line = new JsonFields(element, path, errors, "productId", "quantity", "unitPrice");
            var productId = line.Text("productId", MaxIdLength);
            errors.Check(
                productId.Length == 0 || products.Add(productId), line.PathOf("productId"), "Is in the order more than once.");
            lines.Add(new(productId, line.WholeNumber("quantity", 1, PlaceOrder.MaxQuantity), ReadPrice(line, currency, decimals, errors)));
        }

        if (!errors.Any && lines.Sum(line => line.Quantity * line.UnitPrice ?? 0) > PlaceOrder.MaxTotal)
        {
            errors.Add("lines", PlaceOrder.TotalError);
        }

        return new(userId, currency, paymentToken, lines) { Decimals = decimals ?? 0 };
    }

    /// <returns>The price, null if it is not given or there is an error.</returns>
    static decimal? ReadPrice(JsonFields line, string currency, int? decimals, FieldErrors errors)
    {
        if (!line.Has("unitPrice") || line.Amount("unitPrice", PlaceOrder.MaxUnitPrice) is not { } price || decimals is not { } allowed)
        {
            return null;
        }

        if (Currency.Holds(allowed, price))
        {
            return Currency.Normalize(allowed, price);
        }

        errors.Add(line.PathOf("unitPrice"), $"Has more decimals than {currency} allows.");
        return null;
    }
}
