namespace DbPerService.Products.Domain;

/// <summary>What an operator says of a product. The price is written with exactly the currency's decimals.</summary>
sealed record ProductDetails(string Name, string Category, decimal UnitPrice, string Currency, bool Discontinued)
{
    public const decimal MaxUnitPrice = 1_000_000_000;
}
