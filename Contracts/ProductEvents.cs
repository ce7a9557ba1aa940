using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>The product's complete public state after a change.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Name">The display name.</param>
/// <param name="Category">The name of its category.</param>
/// <param name="UnitPrice">The price of one unit.</param>
/// <param name="Currency">The price's currency, ISO 4217.</param>
/// <param name="Discontinued">Whether it can no longer be ordered.</param>
/// <param name="Version">The version of the product, which grows with every change, starting at 1.</param>
public sealed record ProductChanged(
    string ProductId, string Name, string Category, decimal UnitPrice, string Currency, bool Discontinued, long Version) : IEvent
{
    /// <inheritdoc />
    public static string Topic => Topics.Products;
    string IEvent.Key => ProductId;
}
