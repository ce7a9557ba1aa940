using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace DbPerService.Tests.Scenarios;

/// <summary>Sessions, baskets and checkouts, with the real Orders behind them.</summary>
public abstract class SessionScenarios(IRunningSystem system)
{
    readonly ShopClient _shop = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_basket_checked_out_by_twenty_clients_at_once_becomes_one_confirmed_order()
    {
        var product = await _shop.ProductAsync(100);
        var (path, token) = await NewSessionAsync();
        var basket = $$"""{"currency":"USD","lines":[{"productId":"{{product}}","quantity":1,"unitPrice":10}]}""";
        using var filled = await SendAsync(HttpMethod.Put, $"{path}/basket", basket, token);
        Assert.Equal(HttpStatusCode.OK, filled.StatusCode);

        var orders = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CheckOutAsync(path, token, "tok_visa")));

        var id = Assert.Single(orders.Distinct());
        Assert.Equal(id, await CheckOutAsync(path, token, "tok_other"));
        Assert.Equal("Confirmed", (await _shop.FinishedAsync(id)).Text("status"));
        var stock = await _shop.StockAsync(product);
        Assert.Equal((99, 1), (stock.OnHand, stock.Sold));
    }

    [Theory]
    [InlineData("POST", "", "{", "")]
    [InlineData("POST", "", """{"userId":"ALFKI"}""", "password")]
    [InlineData("POST", "", """{"userId":7,"password":"secret"}""", "userId")]
    [InlineData("POST", "", """{"surprise":1}""", "surprise")]
    [InlineData("GET", "/not-an-id", "", "id")]
    [InlineData("PUT", "/{id}/basket", "[]", "body")]
    [InlineData("PUT", "/{id}/basket", """{"lines":[{"productId":"p","quantity":0}]}""", "lines[0].quantity")]
    [InlineData("PUT", "/{id}/basket", """{"lines":[{"productId":"p","quantity":1,"unitPrice":1}]}""", "currency")]
    [InlineData("PUT", "/{id}/basket", """{"lines":[],"currency":"XXQ"}""", "currency")]
    [InlineData("POST", "/{id}/checkout", "{}", "paymentToken")]
    [InlineData("POST", "/{id}/checkout", """{"paymentToken":"tok_visa","amount":1}""", "amount")]
    public async Task An_invalid_request_gets_a_problem_that_names_the_field(string method, string path, string body, string field)
    {
        var (own, token) = await NewSessionAsync();

        var address = path.StartsWith("/{id}", StringComparison.Ordinal) ? own + path["/{id}".Length..] : "/sessions" + path;
        using var response = await SendAsync(new HttpMethod(method), address, body, token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(field, await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_is_closed_to_everybody_else()
    {
        var (path, _) = await NewSessionAsync();
        var (_, token) = await NewSessionAsync();

        using var without = await SendAsync(HttpMethod.Get, path, "", token: null);
        using var others = await SendAsync(HttpMethod.Get, path, "", token);
        using var resolving = await SendAsync(HttpMethod.Post, "/internal/sessions/resolve", $$"""{"token":"{{token}}"}""", token);

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.NotFound, HttpStatusCode.Unauthorized),
            (without.StatusCode, others.StatusCode, resolving.StatusCode));
    }

    async Task<(string Path, string Token)> NewSessionAsync()
    {
        using var response = await SendAsync(HttpMethod.Post, "/sessions", "{}", token: null);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var session = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        return ($"/sessions/{session.Text("id")}", session.Text("token")!);
    }

    async Task<string> CheckOutAsync(string path, string token, string paymentToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"{path}/checkout", $$"""{"paymentToken":"{{paymentToken}}"}""", token);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.True(response.Headers.Contains("Sync-Token"));
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).Text("id")!;
    }

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body, string? token)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await system.Client("sessions").SendAsync(request, Cancelled);
    }
}
