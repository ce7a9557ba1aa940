namespace DbPerService.Sessions.Domain;

/// <summary>A product in a basket.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">How many of it.</param>
/// <param name="UnitPrice">The price that the user has seen; null to take the product's when the order is placed.</param>
sealed record BasketLine(string ProductId, int Quantity, decimal? UnitPrice = null);

/// <summary>What a session orders with the next checkout.</summary>
/// <param name="Version">1 for a new session, one more after each change; an order empties the basket and so changes it, too.</param>
/// <param name="Currency">The currency of its prices; null if none was given.</param>
/// <param name="Lines">Each product once.</param>
sealed record Basket(long Version, string? Currency, IReadOnlyList<BasketLine> Lines)
{
    public const int MaxLines = 100;
    public const int MaxQuantity = 10_000;
    public const decimal MaxUnitPrice = 1_000_000_000;

    public bool IsEmpty => Lines.Count == 0;

    /// <summary>Whether an order has the products and quantities of this basket.</summary>
    public bool IsOrderedBy(IReadOnlyCollection<OrderedLine> ordered) =>
        ordered.Count == Lines.Count && Lines.Select(line => new OrderedLine(line.ProductId, line.Quantity)).ToHashSet().SetEquals(ordered);
}

/// <summary>A line of an order, as far as a basket is compared with it.</summary>
readonly record struct OrderedLine(string ProductId, int Quantity);
