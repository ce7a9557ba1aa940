using System.Text;
using DbPerService.Replay.Input;
using DbPerService.Replay.Load;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class ShopReaderTests : IDisposable
{
    const string Product = """{"id": 11, "name": "Ink", "unitPrice": 2.5, "unitsInStock": 7, "somethingNew": 1}""";
    const string Customer = """{"id": "C1", "companyName": "Papers", "region": null}""";
    const string Order =
        """{"id": 1, "customerId": "C1", "lines": [{"productId": 11, "unitPrice": 2.5, "quantity": 3, "discount": 0.15}]}""";

    readonly string _folder = Directory.CreateTempSubdirectory("replay").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Ids_become_strings_and_unknown_fields_and_empty_lines_are_ignored()
    {
        var shop = Read(Product + "\n\n", Customer, Order);

        Assert.Equal("11", Assert.Single(shop.Products).Id);
        Assert.Equal("11", Assert.Single(Assert.Single(shop.Orders).Lines).ProductId);
    }

    [Fact]
    public void A_discounted_price_is_rounded_to_cents_and_the_token_defaults_to_a_valid_one()
    {
        var order = Read(Product, Customer, Order).Orders[0];

        Assert.Equal(
            """{"userId":"C1","currency":"USD","paymentToken":"tok_visa","lines":[{"productId":"11","quantity":3,"unitPrice":2.13}]}""",
            Text(order));
        Assert.Equal(6.39m, PreparedOrder.From(order).Total);
        Assert.Contains("tok_slow", Text(order with { PaymentToken = "tok_slow" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("products.jsonl:1:", "{", Customer, Order)]
    [InlineData("products.jsonl:2: id 11 was already used on line 1", Product + "\n" + Product, Customer, Order)]
    [InlineData("products.jsonl:1: unitsInStock is negative", """{"id": 11, "name": "x", "unitsInStock": -1}""", Customer, Order)]
    [InlineData("products.jsonl:1:", """{"id": 11, "name": "x"}""", Customer, Order)]
    [InlineData("products.jsonl:1: must be an object", "null", Customer, Order)]
    [InlineData("products.jsonl:1: an id must have", """{"id": "", "name": "x", "unitsInStock": 1}""", Customer, Order)]
    [InlineData("customers.jsonl:1:", Product, """{"id": true, "companyName": "x"}""", Order)]
    [InlineData("orders.jsonl: no orders", Product, Customer, "")]
    [InlineData("orders.jsonl:1: customer C2", Product, Customer, """{"id": 1, "customerId": "C2", "lines": []}""")]
    public void A_mistake_is_named_with_file_and_line(string complaint, string products, string customers, string orders) =>
        Assert.Contains(
            complaint, Assert.Throws<InputException>(() => Read(products, customers, orders)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("orders.jsonl:1: lines is empty", """[]""")]
    [InlineData("orders.jsonl:1: lines is empty", """null""")]
    [InlineData("orders.jsonl:1: lines contains null", """[null]""")]
    [InlineData("orders.jsonl:1: product 12", """[{"productId": 12, "unitPrice": 1, "quantity": 1}]""")]
    [InlineData("orders.jsonl:1: quantity", """[{"productId": 11, "unitPrice": 1, "quantity": 0}]""")]
    [InlineData("orders.jsonl:1:", """[{"productId": 11, "unitPrice": 1, "quantity": "2"}]""")]
    [InlineData("orders.jsonl:1: discount", """[{"productId": 11, "unitPrice": 1, "quantity": 1, "discount": 1}]""")]
    [InlineData("orders.jsonl:1: price", """[{"productId": 11, "unitPrice": 0, "quantity": 1}]""")]
    [InlineData("orders.jsonl:1: product 11 is on two lines",
        """[{"productId": 11, "unitPrice": 1, "quantity": 1}, {"productId": "11", "unitPrice": 1, "quantity": 1}]""")]
    public void A_mistake_in_the_lines_of_an_order_is_named(string complaint, string lines) =>
        A_mistake_is_named_with_file_and_line(complaint, Product, Customer, $$"""{"id": 1, "customerId": "C1", "lines": {{lines}}}""");

    [Fact]
    public void A_missing_file_or_folder_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, Shop.ProductsFile), Product);

        Assert.Contains(Shop.CustomersFile, Complaint(_folder), StringComparison.Ordinal);
        Assert.Contains("no such folder", Complaint(_folder + "-not"), StringComparison.Ordinal);
    }

    [Fact]
    public void Stock_times_the_factor_is_a_whole_number_within_bounds()
    {
        var product = Read(Product, Customer, Order).Products[0];

        Assert.Equal(10, StockKeeper.QuantityOf(product, 1.5m));
        Assert.Equal(0, StockKeeper.QuantityOf(product, 0));
        Assert.Equal(2000, StockKeeper.QuantityOf(product, 100));
        Assert.Throws<InputException>(() => StockKeeper.QuantityOf(product, 1_000_000_000m));
    }

    static string Complaint(string folder) => Assert.Throws<InputException>(() => ShopReader.Read(folder)).Message;

    static string Text(ShopOrder order) => Encoding.UTF8.GetString(PreparedOrder.From(order).Body);

    Shop Read(string products, string customers, string orders)
    {
        File.WriteAllText(Path.Combine(_folder, Shop.ProductsFile), products);
        File.WriteAllText(Path.Combine(_folder, Shop.CustomersFile), customers);
        File.WriteAllText(Path.Combine(_folder, Shop.OrdersFile), orders);
        return ShopReader.Read(_folder);
    }
}
