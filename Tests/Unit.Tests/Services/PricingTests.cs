using DbPerService.Orders.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class PricingTests
{
    static readonly Dictionary<string, ProductCopy> Products = new[]
    {
        new ProductCopy("11", "Queso Cabrales", "Dairy Products", 21m, "EUR", Discontinued: false, 1),
        new ProductCopy("5", "Chef Anton's Gumbo Mix", "Condiments", 21.35m, "EUR", Discontinued: true, 4),
        new ProductCopy("USD", "Northwoods Cranberry Sauce", "Condiments", 40m, "USD", Discontinued: false, 1),
        new ProductCopy("free", "Sample", "Condiments", 0m, "EUR", Discontinued: false, 1),
        new ProductCopy("fine", "Saffron", "Condiments", 1.005m, "EUR", Discontinued: false, 1),
    }.ToDictionary(product => product.ProductId);

    [Theory]
    [InlineData("Off")]
    [InlineData("Warn")]
    public void A_given_price_is_kept_unless_it_is_to_be_enforced(string check)
    {
        var request = Request(new("11", 2, 14m), new("5", 1, 1m), new("unknown", 1, 3m), new("USD", 1, 4m));

        Assert.False(Pricing.NeedsProducts(request, Enum.Parse<PriceCheck>(check)));
        var (lines, refusals) = Pricing.Price(request, Products, Enum.Parse<PriceCheck>(check));

        Assert.Empty(refusals);
        Assert.Equal([14m, 1m, 3m, 4m], lines.Select(line => line.UnitPrice));
        Assert.Equal(36m, Order.TotalOf(lines));
    }

    [Theory]
    [InlineData("Off")]
    [InlineData("Enforce")]
    public void A_line_without_a_price_takes_the_products(string check)
    {
        var request = Request(new PlaceOrderLine("11", 2));

        Assert.True(Pricing.NeedsProducts(request, Enum.Parse<PriceCheck>(check)));
        var (lines, refusals) = Pricing.Price(request, Products, Enum.Parse<PriceCheck>(check));

        Assert.Empty(refusals);
        Assert.Equal("21.00", Assert.Single(lines).UnitPrice.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("unknown", "Off", "lines[0].unitPrice", "Is required")]
    [InlineData("USD", "Warn", "lines[0].unitPrice", "is in USD, not in EUR")]
    [InlineData("free", "Warn", "lines[0].unitPrice", "not one that an order can have")]
    [InlineData("fine", "Warn", "lines[0].unitPrice", "not one that an order can have")]
    [InlineData("5", "Enforce", "lines[0].productId", "discontinued")]
    public void Without_a_price_the_products_must_fit_the_order(string product, string check, string field, string error) =>
        IsRefused(Request(new PlaceOrderLine(product, 1)), Enum.Parse<PriceCheck>(check), field, error);

    [Fact]
    public void A_discontinued_product_is_sold_at_its_price_unless_prices_are_enforced() =>
        Assert.Equal(21.35m, Assert.Single(Pricing.Price(Request(new PlaceOrderLine("5", 1)), Products, PriceCheck.Warn).Lines).UnitPrice);

    [Theory]
    [InlineData("11", 14, "lines[0].unitPrice", "The current price is 21.00 EUR.")]
    [InlineData("USD", 40, "lines[0].unitPrice", "is in USD, not in EUR")]
    [InlineData("unknown", 1, "lines[0].unitPrice", "Cannot be checked")]
    [InlineData("5", 21.35, "lines[0].productId", "discontinued")]
    public void An_enforced_price_must_be_the_current_one(string product, double price, string field, string error) =>
        IsRefused(Request(new PlaceOrderLine(product, 1, (decimal)price)), PriceCheck.Enforce, field, error);

    [Fact]
    public void The_current_price_is_accepted_however_it_is_written() =>
        Assert.Empty(Pricing.Price(Request(new PlaceOrderLine("11", 1, 21.00m)), Products, PriceCheck.Enforce).Refusals);

    [Fact]
    public void Every_line_that_does_not_fit_is_named()
    {
        var request = Request(new("11", 1, 20m), new("5", 1), new("11a", 1));

        var (_, refusals) = Pricing.Price(request, Products, PriceCheck.Enforce);

        Assert.Equal(["lines[0].unitPrice", "lines[1].productId", "lines[2].unitPrice"], refusals.Select(refusal => refusal.Field));
        Assert.Equal(Products["11"], refusals[0].Current);
    }

    [Fact]
    public void The_total_is_limited_with_the_products_prices_too()
    {
        var dear = Products["11"] with { UnitPrice = PlaceOrder.MaxUnitPrice };

        var (_, refusals) = Pricing.Price(
            Request(new PlaceOrderLine("11", 1001)), new Dictionary<string, ProductCopy> { ["11"] = dear }, PriceCheck.Off);

        Assert.Equal("lines", Assert.Single(refusals).Field);
    }

    static void IsRefused(PlaceOrder request, PriceCheck check, string field, string error)
    {
        var refusal = Assert.Single(Pricing.Price(request, Products, check).Refusals);
        Assert.Equal(field, refusal.Field);
        Assert.Contains(error, refusal.Error, StringComparison.Ordinal);
    }

    static PlaceOrder Request(params PlaceOrderLine[] lines) => new("ALFKI", "EUR", "tok_visa", lines);
}
