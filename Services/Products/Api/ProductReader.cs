using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Products.Domain;
using DbPerService.ServiceDefaults;

namespace DbPerService.Products.Api;

/// <summary>Reads the bodies of requests that change products, and reports all their errors at once.</summary>
static class ProductReader
{
    public const int MaxIdLength = 100;
    public const int MaxCategoryLength = 100;
    public const string DefaultCurrency = "USD";
    const int MaxNameLength = 200;

    public static (string? Id, ProductDetails Details) ReadNew(JsonElement body, FieldErrors errors)
    {
        var fields = new JsonFields(body, "", errors, "id", "name", "category", "unitPrice", "currency", "discontinued");
        return (fields.OptionalId("id", MaxIdLength), Read(fields, errors));
    }

    public static ProductDetails ReadDetails(JsonElement body, FieldErrors errors) =>
        Read(new JsonFields(body, "", errors, "name", "category", "unitPrice", "currency", "discontinued"), errors);

    static ProductDetails Read(JsonFields fields, FieldErrors errors)
    {
        var currency = fields.Has("currency") ? fields.Text("currency", MaxIdLength) : DefaultCurrency;
        var isKnown = Currency.IsKnown(currency);
        errors.Check(isKnown || currency.Length == 0, "currency", "Is not an ISO 4217 code.");
        var price = fields.Amount("unitPrice", ProductDetails.MaxUnitPrice);
        if (isKnown && price is { } amount)
        {
            errors.Check(Currency.Holds(currency, amount), "unitPrice", $"Has more decimals than {currency} allows.");
            price = Currency.Holds(currency, amount) ? Currency.Normalize(currency, amount) : null;
        }

        return new ProductDetails(
            fields.Text("name", MaxNameLength), fields.Text("category", MaxCategoryLength), price ?? 0, currency,
            fields.Has("discontinued") && fields.Flag("discontinued"));
    }
}
