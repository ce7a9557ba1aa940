using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Products.Domain;

/// <summary>A product. Every change counts its version up and raises an event with the whole of its state.</summary>
sealed class Product : IRaisesEvents
{
    Product(string id, long version) => (Id, Version) = (id, version);

    public string Id { get; }

    public ProductDetails Details { get; private set; } = null!;

    public long Version { get; private set; }

    public RaisedEvents Events { get; } = new();

    public static Product Add(string id, ProductDetails details)
    {
        var product = new Product(id, 0);
        product.Become(details);
        return product;
    }

    /// <summary>Does nothing if the details are what they were, so that a repeated request makes no new version.</summary>
    public void Change(ProductDetails details)
    {
        if (details != Details)
        {
            Become(details);
        }
    }

    void Become(ProductDetails details)
    {
        Details = details;
        Version++;
        Events.Add(new ProductChanged(
            Id, details.Name, details.Category, details.UnitPrice, details.Currency, details.Discontinued, Version));
    }
}
