using DbPerService.Contracts;
using DbPerService.Products.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class ProductTests
{
    static readonly ProductDetails Details = new("Queso", "Dairy", 21m, "EUR", Discontinued: false);

    [Fact]
    public void Every_change_raises_the_whole_state_at_its_version()
    {
        var product = Product.Add("11", Details);
        product.Change(Details with { UnitPrice = 22m });

        Assert.Equal(2, product.Version);
        Assert.Equal(
            [
                new ProductChanged("11", "Queso", "Dairy", 21m, "EUR", false, 1),
                new ProductChanged("11", "Queso", "Dairy", 22m, "EUR", false, 2)
            ],
            Enumerable.Range(0, product.Events.Count).Select(place => (ProductChanged)product.Events[place]));
    }

    [Fact]
    public void A_change_to_what_it_is_already_makes_no_version()
    {
        var product = Product.Add("11", Details);
        product.Change(Details with { });

        Assert.Equal((1, 1), (product.Version, product.Events.Count));
    }
}
