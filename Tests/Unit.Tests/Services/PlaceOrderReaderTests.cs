using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DbPerService.Orders.Api;
using DbPerService.Orders.Domain;
using DbPerService.ServiceDefaults;

namespace DbPerService.Tests.Unit.Services;

public sealed class PlaceOrderReaderTests
{
    const string Valid = """
        {"userId":"ALFKI","currency":"EUR","paymentToken":"tok_visa","lines":[{"productId":"11","quantity":3,"unitPrice":14}]}
        """;

    [Fact]
    public void Reads_a_valid_order_and_writes_amounts_with_the_currencys_decimals()
    {
        var order = Read(Valid);
        Assert.Equal([new PlaceOrderLine("11", 3, 14.00m)], order.Lines);
        Assert.Equal("14.00", order.Lines[0].UnitPrice?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"unitPrice\":null")]
    public void A_price_may_be_missing(string field) =>
        Assert.Equal([new PlaceOrderLine("11", 3)], Read(Valid.Replace(",\"unitPrice\":14", field, StringComparison.Ordinal)).Lines);

    [Fact]
    public void An_order_without_a_user_is_the_signed_in_users()
    {
        var body = Valid.Replace("\"userId\":\"ALFKI\",", "", StringComparison.Ordinal);
        Assert.Equal(["userId"], Errors(body));
        Assert.Equal("ANATR", Read(body, user: "ANATR").UserId);
        Assert.Equal("ALFKI", Read(Valid, user: "ANATR").UserId);
    }

    [Theory]
    [InlineData("EUR", "")]
    [InlineData("XNW", "")]
    [InlineData("JPY", "lines[0].unitPrice")]
    [InlineData("HRK", "currency")]
    [InlineData("BGN", "currency")]
    public void A_currency_is_as_in_the_copy_or_else_as_in_the_contracts(string currency, string field)
    {
        var currencies = new CurrencyTable(new Dictionary<string, int?> { ["XNW"] = 1, ["BGN"] = null, ["JPY"] = 0 });
        var body = Valid.Replace("EUR", currency, StringComparison.Ordinal).Replace(":14", ":14.5", StringComparison.Ordinal);

        Assert.Equal(field.Length == 0 ? [] : [field], Errors(body, currencies));
    }

    [Fact]
    public void Reports_all_mistakes_at_once() => Assert.Equal(
        ["currency", "lines[0].productId", "lines[0].quantity", "lines[0].unitPrice", "lines[1]", "paymentToken", "remark", "userId"],
        Errors("""
            {"userId":5,"currency":"Taler","remark":"","lines":[{"productId":"","quantity":0,"unitPrice":-1},7]}
            """));

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("""{"\ud800":1}""", "body")]
    public void A_body_that_is_not_an_object_is_reported(string body, string field) => Assert.Contains(field, Errors(body));

    [Theory]
    [InlineData("\"ALFKI\"", "\"\"", "userId")]
    [InlineData("\"ALFKI\"", "\" \"", "userId")]
    [InlineData("\"ALFKI\"", "\"\\u0000\"", "userId")]
    [InlineData("\"ALFKI\"", "\"\\ud800\"", "userId")]
    [InlineData("\"ALFKI\"", "null", "userId")]
    [InlineData("\"EUR\"", "\"eur\"", "currency")]
    [InlineData("\"EUR\"", "\"JPY\"", "")]
    [InlineData(":3", ":1e400", "lines[0].quantity")]
    [InlineData(":3", ":3.0", "lines[0].quantity")]
    [InlineData(":3", ":10001", "lines[0].quantity")]
    [InlineData(":3", ":\"3\"", "lines[0].quantity")]
    [InlineData(":14", ":1e400", "lines[0].unitPrice")]
    [InlineData(":14", ":1e-400", "lines[0].unitPrice")]
    [InlineData(":14", ":0.001", "lines[0].unitPrice")]
    [InlineData(":14", ":1.9999999999999999999999999999999999", "lines[0].unitPrice")]
    [InlineData(":14", ":14,\"unitPrice\":15", "lines[0].unitPrice")]
    [InlineData("\"userId\"", "\"UserId\"", "UserId")]
    public void Names_the_field(string valid, string changed, string field)
    {
        var errors = Errors(Valid.Replace(valid, changed, StringComparison.Ordinal));
        Assert.Equal(field.Length == 0, errors.Count == 0);
        Assert.True(field.Length == 0 || errors.Contains(field));
    }

    [Fact]
    public void Limits_the_number_of_lines_and_allows_a_product_once()
    {
        Assert.Equal(["lines"], Errors(WithLines(0)));
        Assert.Equal(["lines"], Errors(WithLines(101)));
        Assert.Equal(100, Read(WithLines(100)).Lines.Count);
        Assert.Equal(["lines[1].productId"], Errors(WithLines(2).Replace("\"1\"", "\"0\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Limits_the_total() => Assert.Equal(
        ["lines"], Errors(WithLines(2).Replace(":2,", ":10000,", StringComparison.Ordinal).Replace(":1}", ":1000000000}", StringComparison.Ordinal)));

    [Fact]
    public void The_number_of_reported_errors_is_limited() =>
        Assert.True(Errors($"{{{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"f{i}\":1"))}}}").Count <= 50);

    [Fact]
    public void The_same_order_has_the_same_fingerprint_however_its_numbers_are_written()
    {
        var fingerprint = Read(Valid).Fingerprint();
        Assert.Equal(fingerprint, Read(Valid.Replace(":14", ":14.0", StringComparison.Ordinal)).Fingerprint());
        Assert.NotEqual(fingerprint, Read(Valid.Replace(":14", ":15", StringComparison.Ordinal)).Fingerprint());
        Assert.NotEqual(fingerprint, Read(Valid.Replace("tok_visa", "tok_slow", StringComparison.Ordinal)).Fingerprint());
        Assert.NotEqual(fingerprint, Read(Valid.Replace(",\"unitPrice\":14", "", StringComparison.Ordinal)).Fingerprint());
    }

    [Fact]
    public void A_fingerprint_equals_the_one_that_earlier_releases_have_stored() => Assert.Equal(
        SHA256.HashData(Encoding.UTF8.GetBytes(Valid.Trim().Replace(":14}", ":14.00}", StringComparison.Ordinal))), Read(Valid).Fingerprint());

    [Fact]
    public void A_missing_price_stays_missing_in_the_fingerprint()
    {
        var request = Read(Valid.Replace(",\"unitPrice\":14", "", StringComparison.Ordinal));
        Assert.Equal(request.Fingerprint(), (request with { Decimals = 3 }).Fingerprint());
        Assert.NotEqual(request.Fingerprint(), Read(Valid).Fingerprint());
    }

    static string WithLines(int count) => $$"""
        {"userId":"ALFKI","currency":"EUR","paymentToken":"tok_visa","lines":[{{string.Join(
            ',', Enumerable.Range(0, count).Select(i => $$"""{"productId":"{{i}}","quantity":2,"unitPrice":1}"""))}}]}
        """;

    static PlaceOrder Read(string body, CurrencyTable? currencies = null, string? user = null)
    {
        using var document = JsonDocument.Parse(body);
        var errors = new FieldErrors();
        var order = PlaceOrderReader.Read(document.RootElement, errors, currencies ?? CurrencyTable.Empty, user);
        errors.ThrowIfAny();
        return order;
    }

    static SortedSet<string> Errors(string body, CurrencyTable? currencies = null)
    {
        try
        {
            Read(body, currencies);
            return [];
        }
        catch (ProblemException problem)
        {
            return new(problem.Errors!.Keys, StringComparer.Ordinal);
        }
    }
}
