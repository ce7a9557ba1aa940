using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.ServiceDefaults;
using DbPerService.Sessions.Domain;

namespace DbPerService.Sessions.Api;

/// <summary>Read the bodies of requests and report all errors at once.</summary>
static class SessionReaders
{
    const int MaxIdLength = 100;
    const int MaxPasswordLength = 1000;
    const int MaxTokenLength = 200;

    public static NewSession ReadNewSession(JsonElement body, FieldErrors errors)
    {
        var fields = new JsonFields(body, "", errors, "userId", "password");
        return fields.Has("userId") || fields.Has("password")
            ? new(fields.Text("userId", MaxIdLength), fields.Text("password", MaxPasswordLength))
            : new();
    }

    public static SetBasket ReadBasket(JsonElement body, FieldErrors errors)
    {
        var fields = new JsonFields(body, "", errors, "currency", "lines");
        var currency = ReadCurrency(fields, errors);
        var lines = new List<BasketLine>();
        var products = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (element, path) in fields.List("lines", 0, Basket.MaxLines))
        {
            var line = new JsonFields(element, path, errors, "productId", "quantity", "unitPrice");
            var productId = line.Text("productId", MaxIdLength);
            errors.Check(productId.Length == 0 || products.Add(productId), line.PathOf("productId"), "Is in the basket more than once.");
            lines.Add(new(productId, line.WholeNumber("quantity", 1, Basket.MaxQuantity), ReadPrice(line, currency, errors)));
        }

        return new(lines, currency);
    }

    public static CheckoutRequest ReadCheckout(JsonElement body, FieldErrors errors)
    {
        var fields = new JsonFields(body, "", errors, "paymentToken", "currency");
        return new(fields.Text("paymentToken", MaxTokenLength), ReadCurrency(fields, errors));
    }

    public static ResolveSession ReadToken(JsonElement body, FieldErrors errors) =>
        new(new JsonFields(body, "", errors, "token").Text("token", MaxTokenLength));

    static string? ReadCurrency(JsonFields fields, FieldErrors errors)
    {
        if (!fields.Has("currency"))
        {
            return null;
        }

        var currency = fields.Text("currency", MaxIdLength);
        errors.Check(Currency.IsKnown(currency) || currency.Length == 0, "currency", "Is not an ISO 4217 code.");
        return currency;
    }

    static decimal? ReadPrice(JsonFields line, string? currency, FieldErrors errors)
    {
        if (!line.Has("unitPrice") || line.Amount("unitPrice", Basket.MaxUnitPrice) is not { } price)
        {
            return null;
        }

        errors.Check(currency is not null, "currency", "Is required with a price.");
        if (currency is null || !Currency.IsKnown(currency))
        {
            return null;
        }

        if (!Currency.Holds(currency, price))
        {
            errors.Add(line.PathOf("unitPrice"), $"Has more decimals than {currency} allows.");
            return null;
        }

        return Currency.Normalize(currency, price);
    }
}
