using DbPerService.Contracts;

namespace DbPerService.Orders.Domain;

/// <summary>What happens to an order whose given prices differ from the current ones.</summary>
enum PriceCheck
{
    /// <summary>Given prices are not compared.</summary>
    Off,

    /// <summary>It is accepted, and the difference reported.</summary>
    Warn,

    /// <summary>It is refused, and so is one with a product that is discontinued or unknown.</summary>
    Enforce,
}

/// <summary>Why an order is refused.</summary>
/// <param name="Field">The field of the request.</param>
/// <param name="Error">The reason.</param>
/// <param name="Current">The product, if its price is what the caller needs to know.</param>
sealed record Refusal(string Field, string Error, ProductCopy? Current = null);

/// <summary>An order's lines with their prices; not to be used if there are refusals.</summary>
sealed record PricedLines(IReadOnlyList<OrderLine> Lines, IReadOnlyList<Refusal> Refusals);

/// <summary>The prices of an order: given ones, and the products' where none is given.</summary>
static class Pricing
{
    /// <summary>Whether the order cannot be priced without its products.</summary>
    public static bool NeedsProducts(PlaceOrder request, PriceCheck check) =>
        check == PriceCheck.Enforce || request.Lines.Any(line => line.UnitPrice is null);

    /// <param name="request">The order.</param>
    /// <param name="products">The products that are known, by id; may be empty if none is needed.</param>
    /// <param name="check">Whether given prices must be the current ones.</param>
    public static PricedLines Price(PlaceOrder request, IReadOnlyDictionary<string, ProductCopy> products, PriceCheck check)
    {
        var lines = new List<OrderLine>(request.Lines.Count);
        var refusals = new List<Refusal>();
        foreach (var (index, line) in request.Lines.Index())
        {
            if (line.UnitPrice is { } price && check != PriceCheck.Enforce)
            {
                lines.Add(new(line.ProductId, line.Quantity, price));
            }
            else if (RefusalOf(request, line, $"lines[{index}]", products.GetValueOrDefault(line.ProductId), check) is { } refusal)
            {
                refusals.Add(refusal);
            }
            else
            {
                lines.Add(new(line.ProductId, line.Quantity, Normalize(request, products[line.ProductId])));
            }
        }

        if (refusals.Count == 0 && Order.TotalOf(lines) > PlaceOrder.MaxTotal)
        {
            refusals.Add(new("lines", PlaceOrder.TotalError));
        }

        return new(lines, refusals);
    }

    static Refusal? RefusalOf(PlaceOrder request, PlaceOrderLine line, string path, ProductCopy? product, PriceCheck check)
    {
        var field = path + ".unitPrice";
        return product switch
        {
            null when line.UnitPrice is null => new(field, "Is required: the product's price is not known."),
            null => new(field, "Cannot be checked: the product's price is not known."),
            { Discontinued: true } when check == PriceCheck.Enforce => new(path + ".productId", "The product is discontinued."),
            _ when product.Currency != request.Currency => new(
                field, $"The product's price is in {product.Currency}, not in {request.Currency}.", product),
            _ when !IsValid(request, product.UnitPrice) => new(field, "The product's price is not one that an order can have.", product),
            _ when line.UnitPrice is { } given && given != product.UnitPrice => new(
                field, FormattableString.Invariant($"The current price is {Normalize(request, product)} {product.Currency}."), product),
            _ => null,
        };
    }

    static decimal Normalize(PlaceOrder request, ProductCopy product) => Currency.Normalize(request.Decimals, product.UnitPrice);

    static bool IsValid(PlaceOrder request, decimal price) =>
        price is > 0 and <= PlaceOrder.MaxUnitPrice && Currency.Holds(request.Decimals, price);
}
