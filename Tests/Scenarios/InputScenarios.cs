using System.Net;
using System.Text;
using System.Text.Json;

namespace DbPerService.Tests.Scenarios;

/// <summary>Any invalid request gets a problem that names the field, and nothing is stored.</summary>
public abstract class InputScenarios(IRunningSystem system)
{
    const string Line = """{"productId":"p","quantity":1,"unitPrice":1}""";

    readonly ShopClient _shop = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> BadOrders => new()
    {
        { "{", "" },
        { "", "" },
        { "[]", "" },
        { "null", "" },
        { Order(userId: null), "userId" },
        { Order(userId: "7"), "userId" },
        { Order(userId: "\"\""), "userId" },
        { Order(userId: $"\"{new string('x', 5000)}\""), "userId" },
        { Order(userId: "\"a\\u0000b\""), "userId" },
        { Order(currency: "\"XXQ\""), "currency" },
        { Order(currency: "\"usd\""), "currency" },
        { Order(currency: "12"), "currency" },
        { Order(paymentToken: null), "paymentToken" },
        { Order(paymentToken: "{}"), "paymentToken" },
        { Order(lines: null), "lines" },
        { Order(lines: "[]"), "lines" },
        { Order(lines: "\"none\""), "lines" },
        { Order(lines: "[null]"), "lines[0]" },
        { Order(lines: $"[{string.Join(',', Enumerable.Range(0, 10_000).Select(n => Line.Replace("\"p\"", $"\"p{n}\"", StringComparison.Ordinal)))}]"), "lines" },
        { Order(lines: $"[{Line},{Line}]"), "lines[1].productId" },
        { Order(lines: Lines(quantity: "0")), "lines[0].quantity" },
        { Order(lines: Lines(quantity: "-1")), "lines[0].quantity" },
        { Order(lines: Lines(quantity: "1.5")), "lines[0].quantity" },
        { Order(lines: Lines(quantity: "\"1\"")), "lines[0].quantity" },
        { Order(lines: Lines(quantity: "2147483648")), "lines[0].quantity" },
        { Order(lines: Lines(quantity: "1000000000")), "lines[0].quantity" },
        { Order(lines: Lines(quantity: null)), "lines[0].quantity" },
        { Order(lines: Lines(unitPrice: "0")), "lines[0].unitPrice" },
        { Order(lines: Lines(unitPrice: "-5")), "lines[0].unitPrice" },
        { Order(lines: Lines(unitPrice: "1e400")), "lines[0].unitPrice" },
        { Order(lines: Lines(unitPrice: "79228162514264337593543950335")), "lines[0].unitPrice" },
        { Order(lines: Lines(unitPrice: "1.005")), "lines[0].unitPrice" },
        { Order(lines: Lines(productId: "\"without-a-price\"", unitPrice: null)), "lines[0].unitPrice" },
        { Order(lines: Lines(productId: "\"\"")), "lines[0].productId" },
        { Order(lines: Lines(productId: $"\"{new string('x', 101)}\"")), "lines[0].productId" },
        { Order(extra: ",\"surprise\":1"), "surprise" },
    };

    [Theory]
    [MemberData(nameof(BadOrders))]
    public async Task An_invalid_order_gets_a_problem_that_names_the_field(string body, string field)
    {
        var before = await NewestAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await system.Client("orders").PostAsync("/orders", content, Cancelled);

        await IsProblemAsync(response, field);
        Assert.Equal(before, await NewestAsync());
    }

    [Theory]
    [InlineData("orders", "/orders/not-an-id")]
    [InlineData("orders", "/orders/00000000-0000-0000-0000-000000000001")]
    [InlineData("orders", "/orders?limit=0")]
    [InlineData("orders", "/orders?limit=many")]
    [InlineData("orders", "/orders?after=nothing")]
    [InlineData("payments", "/payments/not-an-id")]
    [InlineData("payments", "/payments/00000000-0000-0000-0000-000000000001")]
    [InlineData("inventory", "/stock/unheard-of")]
    [InlineData("inventory", "/reservations/00000000-0000-0000-0000-000000000001")]
    [InlineData("inventory", "/reservations/not-an-id")]
    [InlineData("orders", "/nowhere")]
    public async Task An_unknown_id_or_an_invalid_query_gets_a_problem(string service, string path)
    {
        using var response = await system.Client(service).GetAsync(path, Cancelled);

        await IsProblemAsync(response, "");
    }

    [Theory]
    [InlineData("PUT", "/stock/x", """{"onHand":-1}""", "onHand")]
    [InlineData("PUT", "/stock/x", """{}""", "onHand")]
    [InlineData("POST", "/stock/unheard-of/receipts", """{"receiptId":"r","quantity":1}""", "")]
    [InlineData("POST", "/stock/x/receipts", """{"receiptId":"","quantity":1}""", "receiptId")]
    [InlineData("POST", "/stock/x/receipts", """{"receiptId":"r","quantity":0}""", "quantity")]
    public async Task Invalid_stock_gets_a_problem_that_names_the_field(string method, string path, string body, string field)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await system.Client("inventory").SendAsync(request, Cancelled);

        await IsProblemAsync(response, field);
    }

    [Fact]
    public async Task Another_content_type_gets_a_problem()
    {
        using var content = new StringContent("<order/>", Encoding.UTF8, "application/xml");
        using var response = await system.Client("orders").PostAsync("/orders", content, Cancelled);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    async Task<string> NewestAsync()
    {
        var sync = await _shop.ManagementAsync("orders", "/sync");
        return sync.GetProperty("outboxes")[0].GetProperty("newestCommitted").GetRawText();
    }

    static async Task IsProblemAsync(HttpResponseMessage response, string field)
    {
        var body = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)response.StatusCode, JsonSerializer.Deserialize<JsonElement>(body).GetProperty("status").GetInt32());
        Assert.Contains(field, body, StringComparison.Ordinal);
    }

    static string Order(
        string? userId = "\"ALFKI\"", string currency = "\"USD\"", string? paymentToken = "\"tok_visa\"", string? lines = $"[{Line}]", string extra = "") =>
        "{" + string.Join(',', new[] { Field("userId", userId), Field("currency", currency), Field("paymentToken", paymentToken), Field("lines", lines) }
            .Where(field => field.Length > 0)) + extra + "}";

    static string Lines(string? productId = "\"p\"", string? quantity = "1", string? unitPrice = "1") =>
        "[{" + string.Join(',', new[] { Field("productId", productId), Field("quantity", quantity), Field("unitPrice", unitPrice) }
            .Where(field => field.Length > 0)) + "}]";

    static string Field(string name, string? value) => value is null ? "" : $"\"{name}\":{value}";
}
