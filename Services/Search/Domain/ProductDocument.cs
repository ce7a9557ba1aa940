using DbPerService.Contracts;

namespace DbPerService.Search.Domain;

/// <summary>A product as the index holds it: a copy that moves forward by the owner's version.</summary>
sealed record ProductDocument(
    string ProductId, long Version, string Name, string Category, decimal UnitPrice, string Currency, bool Discontinued)
{
    public static ProductDocument From(ProductChanged product) => new(
        product.ProductId, product.Version, product.Name, product.Category, product.UnitPrice, product.Currency, product.Discontinued);
}
