using System.Runtime.CompilerServices;
using DbPerService.Replay.Input;
using DbPerService.Replay.Options;
using DbPerService.Replay.Sample;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class SampleShopTests
{
    static readonly GenerateOptions Committed = new() { Folder = "samples/shop" };

    [Fact]
    public void The_committed_sample_is_what_the_generator_writes()
    {
        var folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "samples", "shop");

        foreach (var (name, bytes) in ShopWriter.Files(SampleShop.Generate(Committed)))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder, name)), bytes);
        }
    }

    [Theory]
    [InlineData(42, 60)]
    [InlineData(7, 10)]
    [InlineData(8, 2_000)]
    public void A_generated_shop_rejects_some_orders_in_any_sequence(int seed, int orders)
    {
        var folder = Directory.CreateTempSubdirectory("sample").FullName;
        try
        {
            ShopWriter.Write(SampleShop.Generate(Committed with { Seed = seed, Orders = orders }), folder);
            var shop = ShopReader.Read(folder);
            var stock = shop.Products.ToDictionary(x => x.Id, x => x.UnitsInStock);

            Assert.Equal((20, 15, orders), (shop.Products.Count, shop.Customers.Count, shop.Orders.Count));
            Assert.Contains(shop.Orders, order => order.Lines.Any(x => x.Quantity > stock[x.ProductId]));
            Assert.Single(shop.Orders, order => order.PaymentToken is not null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Most_orders_of_the_sample_succeed_and_all_with_a_hundred_times_the_stock()
    {
        var shop = SampleShop.Generate(Committed);

        Assert.InRange(Declined(shop, 1), 5, shop.Orders.Count / 3);
        Assert.Equal(0, Declined(shop, 100));
    }

    static int Declined(Shop shop, int factor)
    {
        var stock = shop.Products.ToDictionary(x => x.Id, x => x.UnitsInStock * factor);
        var declined = 0;
        foreach (var order in shop.Orders)
        {
            if (order.Lines.Any(x => x.Quantity > stock[x.ProductId]))
            {
                declined++;
            }
            else
            {
                order.Lines.ToList().ForEach(x => stock[x.ProductId] -= x.Quantity);
            }
        }
        return declined;
    }

    static string ThisFile([CallerFilePath] string path = "") => path;
}
