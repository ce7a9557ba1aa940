using System.Text.Json.Serialization;
using DbPerService.Products.Domain;

namespace DbPerService.Products.Api;

sealed record ProductResponse(
    string Id, string Name, string Category, decimal UnitPrice, string Currency, bool Discontinued, long Version)
{
    public static ProductResponse From(Product product) => new(
        product.Id, product.Details.Name, product.Details.Category, product.Details.UnitPrice, product.Details.Currency,
        product.Details.Discontinued, product.Version);
}

/// <summary>A page; <see cref="Next"/> is the value of <c>after</c> for the next page, null on the last one.</summary>
sealed record ProductList(IReadOnlyList<ProductResponse> Items, string? Next);

/// <summary>A product to add. Without an id it gets a new one.</summary>
sealed record NewProduct(
    string Name, string Category, decimal UnitPrice, string? Id = null, string? Currency = ProductReader.DefaultCurrency, bool? Discontinued = false);

/// <summary>The whole of a product after a change.</summary>
sealed record ChangedProduct(
    string Name, string Category, decimal UnitPrice, string? Currency = ProductReader.DefaultCurrency, bool? Discontinued = false);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProductResponse))]
[JsonSerializable(typeof(ProductList))]
[JsonSerializable(typeof(NewProduct))]
[JsonSerializable(typeof(ChangedProduct))]
sealed partial class ApiJson : JsonSerializerContext;
