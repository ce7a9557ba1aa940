using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.ServiceDefaults;
using DbPerService.Testing;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The endpoints of the order history.</summary>
public sealed class HistoryEndpointTests(HistoryApplication application) : IClassFixture<HistoryApplication>
{
    readonly HttpClient _client = application.Client;
    readonly List<Guid> _orders = application.Orders;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_has_the_facts_of_all_services_and_current_names_beside_the_price_paid()
    {
        var order = await GetAsync($"/history/orders/{_orders[0]}");

        var payment = order.GetProperty("payment");
        Assert.Equal(("Maria Anders", "Confirmed"), (order.Text("userName"), order.Text("status")));
        Assert.Equal(3, order.GetProperty("userVersion").GetInt32());
        Assert.Equal(("Captured", 12.50m), (payment.Text("status"), payment.GetProperty("amount").GetDecimal()));
        Assert.Equal("Committed", order.GetProperty("stock").Text("status"));
        Assert.Equal(new DateTime(2026, 1, 1, 13, 0, 0, DateTimeKind.Utc), order.GetProperty("asOf").GetDateTime());
        var (named, unnamed) = (order.GetProperty("lines")[0], order.GetProperty("lines")[1]);
        Assert.Equal(("Queso Cabrales", "Dairy"), (named.Text("productName"), named.Text("category")));
        Assert.Equal(6.25m, named.GetProperty("unitPrice").GetDecimal());
        Assert.Null(unnamed.Text("productName"));

        var cancelled = await GetAsync($"/history/orders/{_orders[1]}");
        Assert.Equal(("Cancelled", "OutOfStock"), (cancelled.Text("status"), cancelled.Text("reason")));
        Assert.Equal("Voided", cancelled.GetProperty("payment").Text("status"));
        Assert.Equal(1, cancelled.GetProperty("stock").GetProperty("shortages")[0].GetProperty("available").GetInt32());
    }

    [Fact]
    public async Task A_user_s_orders_come_in_pages_newest_first()
    {
        var first = await GetAsync("/history/users/ALFKI?limit=3");
        var second = await GetAsync($"/history/users/ALFKI?limit=3&after={first.Text("next")}");

        Assert.Equal(
            _orders[..4].AsEnumerable().Reverse(),
            Items(first).Concat(Items(second)).Select(order => order.GetProperty("id").GetGuid()));
        Assert.Null(second.Text("next"));
        Assert.Single(Items(await GetAsync("/history/users/ALFKI?status=Cancelled")));
        Assert.Equal(2, Items(await GetAsync("/history/users/ALFKI?from=2026-01-01T12:01:00Z&to=2026-01-01T12:03:00Z")).Count);
    }

    [Fact]
    public async Task Totals_count_confirmed_orders()
    {
        var totals = await GetAsync("/history/users/ALFKI/totals?from=2026-01-01&to=2026-01-31");

        var total = Assert.Single(totals.GetProperty("items").EnumerateArray());
        Assert.Equal(("2026-01-01", "EUR", 1), (total.Text("day"), total.Text("currency"), total.GetProperty("orders").GetInt32()));
        Assert.Equal(12.50m, total.GetProperty("total").GetDecimal());
        Assert.Empty((await GetAsync("/history/users/ALFKI/totals?to=2025-12-31")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("/history/orders/not-an-id", "id")]
    [InlineData("/history/users/ALFKI?status=Lost", "status")]
    [InlineData("/history/users/ALFKI?status=7", "status")]
    [InlineData("/history/users/ALFKI?limit=0", "limit")]
    [InlineData("/history/users/ALFKI?after=nothing", "after")]
    [InlineData("/history/users/ALFKI?from=yesterday", "from")]
    [InlineData("/history/users/ALFKI?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to")]
    [InlineData("/history/users/a%01b", "userId")]
    [InlineData("/history/users/ALFKI/totals?from=2026-02-01&to=2026-01-01", "from")]
    [InlineData("/history/users/ALFKI/totals?from=2020-01-01&to=2026-01-01", "from")]
    [InlineData("/history/users/ALFKI/totals?to=0001-01-01", "to")]
    [InlineData("/history/users/ALFKI/totals?to=9999-12-31", "to")]
    [InlineData("/history/users/ALFKI/totals?to=soon", "to")]
    public async Task An_invalid_query_gets_a_problem_that_names_the_field(string path, string field)
    {
        using var response = await _client.GetAsync(path, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Users_read_their_own_orders_only()
    {
        foreach (var path in new[] { $"/history/orders/{_orders[0]}", "/history/users/ALFKI", "/history/users/ALFKI/totals" })
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(path, new(CallerRole.User, "ALFKI")));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(path, new(CallerRole.User, "ANATR")));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(path, new(CallerRole.Operator, "operator")));
        }

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/history/orders/{Guid.NewGuid()}", new(CallerRole.Operator, "operator")));
    }

    [Fact]
    public async Task A_rebuild_runs_once_at_a_time_and_reports_how_it_ended()
    {
        // The broker of this test has no topics, so the new generation lacks everything.
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => _client.PostAsync("/view/rebuild", null, Cancelled)));
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());

        var view = (JsonElement)await Eventually.Is<object>(
            async () => await GetAsync("/view") is var read && read.GetProperty("rebuild").ValueKind == JsonValueKind.Null ? read : null,
            Cancelled);
        var last = view.GetProperty("last");
        Assert.Equal((1, "Kept"), (view.GetProperty("live").GetInt32(), last.Text("outcome")));
        Assert.Equal(7, last.GetProperty("comparison").GetProperty("lacking").GetInt32());
    }

    static List<JsonElement> Items(JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];

    async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
    }

    async Task<HttpStatusCode> StatusAsync(string path, Caller caller)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(CallerSignature.Header, application.Sign(caller));
        using var response = await _client.SendAsync(request, Cancelled);
        return response.StatusCode;
    }
}

static class JsonText
{
    public static string? Text(this JsonElement element, string property) => element.GetProperty(property).GetString();
}
