using System.Globalization;
using System.Text.Json;
using DbPerService.Products.Api;
using DbPerService.Products.Domain;
using DbPerService.ServiceDefaults;

namespace DbPerService.Tests.Unit.Services;

public sealed class ProductReaderTests
{
    const string Valid = """{"id":"11","name":"Queso","category":"Dairy","unitPrice":21,"currency":"EUR","discontinued":false}""";

    [Fact]
    public void Reads_a_product_and_writes_its_price_with_the_currencys_decimals()
    {
        var (id, details) = Read(Valid);

        Assert.Equal(("11", new ProductDetails("Queso", "Dairy", 21.00m, "EUR", false)), (id, details));
        Assert.Equal("21.00", details.UnitPrice.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("""{"name":"Queso","category":"Dairy","unitPrice":21}""")]
    [InlineData("""{"id":null,"name":"Queso","category":"Dairy","unitPrice":21,"currency":null,"discontinued":null}""")]
    public void What_is_left_out_or_null_has_a_default(string body) =>
        Assert.Equal(((string?)null, new ProductDetails("Queso", "Dairy", 21m, "USD", false)), Read(body));

    [Fact]
    public void Reports_all_errors_at_once() => Assert.Equal(
        ["category", "currency", "discontinued", "id", "name", "remark", "unitPrice"],
        Errors("""{"id":7,"name":"","unitPrice":0,"currency":"Taler","discontinued":"no","remark":1}"""));

    [Theory]
    [InlineData("\"11\"", "\"a/b\"", "id")]
    [InlineData("\"11\"", "\"..\"", "id")]
    [InlineData("\"11\"", "\"\"", "id")]
    [InlineData("\"Dairy\"", "null", "category")]
    [InlineData("\"Queso\"", "\"\\u0000\"", "name")]
    [InlineData("21", "21.001", "unitPrice")]
    [InlineData("21", "-1", "unitPrice")]
    [InlineData("21", "1000000000.01", "unitPrice")]
    [InlineData("21", "null", "unitPrice")]
    [InlineData("21,\"currency\":\"EUR\"", "0.5,\"currency\":\"JPY\"", "unitPrice")]
    [InlineData("\"EUR\"", "\"XAU\"", "currency")]
    [InlineData("\"EUR\"", "\"eur\"", "currency")]
    [InlineData("false", "1", "discontinued")]
    public void Names_the_field(string valid, string changed, string field) =>
        Assert.Equal([field], Errors(Valid.Replace(valid, changed, StringComparison.Ordinal)));

    [Fact]
    public void A_change_cannot_move_a_product_to_another_id()
    {
        using var document = JsonDocument.Parse(Valid);
        var errors = new FieldErrors();

        ProductReader.ReadDetails(document.RootElement, errors);

        Assert.Contains("id", Assert.Throws<ProblemException>(errors.ThrowIfAny).Errors!.Keys);
    }

    static (string? Id, ProductDetails Details) Read(string body)
    {
        using var document = JsonDocument.Parse(body);
        var errors = new FieldErrors();
        var read = ProductReader.ReadNew(document.RootElement, errors);
        errors.ThrowIfAny();
        return read;
    }

    static SortedSet<string> Errors(string body) =>
        new(Assert.Throws<ProblemException>(() => Read(body)).Errors!.Keys, StringComparer.Ordinal);
}
