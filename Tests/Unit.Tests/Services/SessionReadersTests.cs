using System.Text.Json;
using DbPerService.ServiceDefaults;
using DbPerService.Sessions.Api;
using DbPerService.Sessions.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class SessionReadersTests
{
    [Fact]
    public void Reads_a_basket_and_writes_prices_with_the_currencys_decimals()
    {
        var basket = Read(
            """{"currency":"EUR","lines":[{"productId":"11","quantity":2,"unitPrice":14},{"productId":"12","quantity":1,"unitPrice":null}]}""",
            SessionReaders.ReadBasket, out var errors);

        Assert.Empty(errors);
        Assert.Equal("EUR", basket.Currency);
        Assert.Equal([new BasketLine("11", 2, 14.00m), new BasketLine("12", 1)], basket.Lines);
        Assert.Equal("14.00", basket.Lines[0].UnitPrice?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("{}", "lines")]
    [InlineData("""{"lines":{}}""", "lines")]
    [InlineData("""{"lines":[],"remark":1}""", "remark")]
    [InlineData("""{"lines":[],"currency":"eur"}""", "currency")]
    [InlineData("""{"lines":[],"currency":7}""", "currency")]
    [InlineData("""{"lines":[7]}""", "lines[0]")]
    [InlineData("""{"lines":[{"productId":"","quantity":1}]}""", "lines[0].productId")]
    [InlineData("""{"lines":[{"productId":"1","quantity":1},{"productId":"1","quantity":1}]}""", "lines[1].productId")]
    [InlineData("""{"lines":[{"productId":"1","quantity":0}]}""", "lines[0].quantity")]
    [InlineData("""{"lines":[{"productId":"1","quantity":10001}]}""", "lines[0].quantity")]
    [InlineData("""{"lines":[{"productId":"1","quantity":1,"unitPrice":0}],"currency":"EUR"}""", "lines[0].unitPrice")]
    [InlineData("""{"lines":[{"productId":"1","quantity":1,"unitPrice":"1"}],"currency":"EUR"}""", "lines[0].unitPrice")]
    [InlineData("""{"lines":[{"productId":"1","quantity":1,"unitPrice":0.001}],"currency":"EUR"}""", "lines[0].unitPrice")]
    [InlineData("""{"lines":[{"productId":"1","quantity":1,"unitPrice":1}]}""", "currency")]
    public void Names_the_field_of_an_invalid_basket(string body, string field) => Assert.Equal([field], Errors(body, SessionReaders.ReadBasket));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"userId":null,"password":null}""")]
    [InlineData("""{"userId":"ALFKI","password":"pass word"}""")]
    public void Signs_in_with_both_or_neither_of_user_id_and_password(string body) => Assert.Empty(Errors(body, SessionReaders.ReadNewSession));

    [Theory]
    [InlineData("""{"userId":"ALFKI"}""", "password")]
    [InlineData("""{"password":"secret"}""", "userId")]
    [InlineData("""{"userId":"ALFKI","password":7}""", "password")]
    [InlineData("""{"user":"ALFKI"}""", "user")]
    public void Names_the_field_of_an_invalid_sign_in(string body, string field) => Assert.Equal([field], Errors(body, SessionReaders.ReadNewSession));

    [Theory]
    [InlineData("{}", "paymentToken")]
    [InlineData("""{"paymentToken":""}""", "paymentToken")]
    [InlineData("""{"paymentToken":"tok_visa","currency":"Taler"}""", "currency")]
    [InlineData("""{"paymentToken":"tok_visa","lines":[]}""", "lines")]
    public void Names_the_field_of_an_invalid_checkout(string body, string field) => Assert.Equal([field], Errors(body, SessionReaders.ReadCheckout));

    static IEnumerable<string> Errors<T>(string body, Func<JsonElement, FieldErrors, T> read)
    {
        Read(body, read, out var errors);
        return errors;
    }

    static T Read<T>(string body, Func<JsonElement, FieldErrors, T> read, out IReadOnlyList<string> fields)
    {
        using var document = JsonDocument.Parse(body);
        var errors = new FieldErrors();
        var result = read(document.RootElement, errors);
        try
        {
            errors.ThrowIfAny();
            fields = [];
        }
        catch (ProblemException problem)
        {
            fields = [.. problem.Errors!.Keys];
        }

        return result;
    }
}
