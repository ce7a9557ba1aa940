using System.Globalization;
using DbPerService.Replay.Input;
using DbPerService.Replay.Options;
using static System.FormattableString;

namespace DbPerService.Replay.Sample;

/// <summary>
/// A shop generated from a seed. In whatever sequence its orders are processed, some are cancelled for lack of stock (one asks for more
/// than ever existed, and demand for the scarce products exceeds supply), and one because its card is declined.
/// </summary>
static class SampleShop
{
    const int FirstOrderId = 1001;
    const string DeclinedToken = "tok_chargeDeclined";
    static readonly DateOnly FirstDay = new(2025, 3, 3);
    static readonly decimal[] Discounts = [0m, 0m, 0m, 0m, 0.05m, 0.1m, 0.15m, 0.25m];

    public static Shop Generate(GenerateOptions options)
    {
        var random = new SplitMix(options.Seed);
        var products = Products(options, random);
        var customers = Customers(options.Customers, random);
        return new Shop(products, customers, Orders(options.Orders, products, customers, random));
    }

    static List<ShopProduct> Products(GenerateOptions options, SplitMix random)
    {
        var names = (
            from finish in SampleNames.Finishes
            from range in SampleNames.Ranges
            from thing in range.Things
            select (Name: $"{finish} {thing}", range.Category, range.Unit)).ToList();
        random.Shuffle(names);

        // Twice the demand for an average product, so that only the scarce ones run out.
        var plenty = Math.Max(40, options.Orders * 30 / options.Products);
        var products = new List<ShopProduct>();
        for (var i = 0; i < options.Products; i++)
        {
            var (name, category, unit) = names[i % names.Count];
            products.Add(new ShopProduct
            {
                Id = (i + 1).ToString(CultureInfo.InvariantCulture),
                Name = i < names.Count ? name : $"{name} No. {i / names.Count + 1}",
                Category = category,
                QuantityPerUnit = unit,
                UnitPrice = random.Between(4, 180) * 0.25m,
                UnitsInStock = IsScarce(i) ? plenty / 4 + random.Below(plenty / 4) : plenty + random.Below(plenty)
            });
        }
        return products;
    }

    static bool IsScarce(int product) => product % 5 == 3;

    static List<ShopCustomer> Customers(int count, SplitMix random)
    {
        var customers = new List<ShopCustomer>();
        for (var i = 0; i < count; i++)
        {
            var (city, country, street, dial) = random.Pick(SampleNames.Places);
            var lastName = random.Pick(SampleNames.LastNames);
            customers.Add(new ShopCustomer
            {
                Id = Invariant($"C{i + 1:000}"),
                CompanyName = $"{lastName} {random.Pick(SampleNames.Trades)}",
                ContactName = $"{random.Pick(SampleNames.FirstNames)} {lastName}",
                ContactTitle = random.Pick(SampleNames.Titles),
                Address = Invariant($"{street} {random.Between(1, 120)}"),
                City = city,
                PostalCode = random.Between(10_000, 99_999).ToString(CultureInfo.InvariantCulture),
                Country = country,
                Phone = Invariant($"{dial} 555 {random.Between(1_000, 9_999)}")
            });
        }
        return customers;
    }

    static List<ShopOrder> Orders(int count, List<ShopProduct> products, List<ShopCustomer> customers, SplitMix random)
    {
        var scarce = products.Where((_, i) => IsScarce(i)).ToList();
        var tooMuch = count / 3;
        var declined = count * 2 / 3;
        var orders = new List<ShopOrder>();
        for (var i = 0; i < count; i++)
        {
            var customer = random.Pick(customers);
            var lines = Lines(products, scarce, random);
            if (i == tooMuch)
            {
                lines = [Line(scarce[0], scarce[0].UnitsInStock + 1, 0)];
            }

            orders.Add(new ShopOrder
            {
                Id = (FirstOrderId + i).ToString(CultureInfo.InvariantCulture),
                CustomerId = customer.Id,
                OrderDate = FirstDay.AddDays(i * 90 / count).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Freight = random.Between(10, 200) * 0.25m,
                ShipCity = customer.City,
                ShipCountry = customer.Country,
                PaymentToken = i == declined ? DeclinedToken : null,
                Lines = lines
            });
        }
        return orders;
    }

    static List<ShopLine> Lines(List<ShopProduct> products, List<ShopProduct> scarce, SplitMix random)
    {
        var wanted = new List<ShopProduct>();
        for (var count = random.Between(1, 4); wanted.Count < count;)
        {
            var product = random.Pick(products);
            if (!wanted.Contains(product))
            {
                wanted.Add(product);
            }
        }

        // Every third order includes a scarce product.
        if (random.Below(3) == 0 && random.Pick(scarce) is var extra && !wanted.Contains(extra))
        {
            wanted.Add(extra);
        }

        return [.. wanted.Select(product => Line(product, random.Between(1, 8), random.Pick(Discounts)))];
    }

    static ShopLine Line(ShopProduct product, int quantity, decimal discount) => new()
    {
        ProductId = product.Id,
        UnitPrice = product.UnitPrice,
        Quantity = quantity,
        Discount = discount
    };
}
