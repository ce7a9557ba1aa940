using System.Net;
using System.Text.Json;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios;

/// <summary>The read side follows every topic, and is rebuilt while it is read.</summary>
public abstract class HistoryScenarios(IRunningSystem system)
{
    readonly ShopClient _shop = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tok_visa", "Confirmed", "Captured", "Committed")]
    [InlineData("tok_chargeDeclined", "Cancelled", "Declined", "Released")]
    public async Task The_history_of_an_order_says_what_the_owners_say(string token, string status, string payment, string stock)
    {
        var user = NewUser();
        var order = await _shop.PlaceAsync(ShopClient.Order(await _shop.ProductAsync(5), token: token, user: user));
        await _shop.FinishedAsync(order);

        await IsAsync(
            order,
            history => history.Text("status") == status && Status(history, "payment") == payment && Status(history, "stock") == stock);

        var listed = (await _shop.GetAsync("orderhistory", $"/history/users/{user}?status={status}")).GetProperty("items");
        Assert.Equal(order, Assert.Single(listed.EnumerateArray()).Text("id"));
        var totals = (await _shop.GetAsync("orderhistory", $"/history/users/{user}/totals")).GetProperty("items");
        Assert.Equal(status == "Confirmed" ? 1 : 0, totals.GetArrayLength());
    }

    [Fact]
    public async Task A_rebuild_beside_the_live_view_loses_no_order_and_fails_no_read()
    {
        var order = await _shop.PlaceAsync(ShopClient.Order(await _shop.ProductAsync(5), user: NewUser()));
        await _shop.FinishedAsync(order);
        await IsAsync(order, history => history.Text("status") == "Confirmed");
        var generation = await BeginAsync();

        // Kept if the broker has lost earlier events, as other tests make it do.
        var report = (JsonElement)await Eventually.Is<object>(
            async () =>
            {
                await _shop.GetAsync("orderhistory", $"/history/orders/{order}");
                return (await _shop.ManagementAsync("orderhistory", "/view")).GetProperty("last") is { ValueKind: JsonValueKind.Object } last
                    && last.GetProperty("generation").GetInt64() == generation ? last : null;
            },
            Cancelled);

        Assert.True(report.Text("outcome") is "Switched" or "Kept", $"{report}");
        var lacking = report.GetProperty("comparison").GetProperty("lackingKeys").EnumerateArray().Select(key => key.GetString());
        Assert.DoesNotContain(order, lacking);
        Assert.Equal("Confirmed", (await _shop.GetAsync("orderhistory", $"/history/orders/{order}")).Text("status"));
    }

    [Theory]
    [InlineData("/history/orders/not-an-id", HttpStatusCode.BadRequest)]
    [InlineData("/history/orders/00000000-0000-0000-0000-000000000001", HttpStatusCode.NotFound)]
    [InlineData("/history/users/ALFKI?status=Lost", HttpStatusCode.BadRequest)]
    [InlineData("/history/users/ALFKI?limit=1001", HttpStatusCode.BadRequest)]
    [InlineData("/history/users/ALFKI?after=nothing", HttpStatusCode.BadRequest)]
    [InlineData("/history/users/ALFKI/totals?from=2020-01-01", HttpStatusCode.BadRequest)]
    public async Task An_unknown_order_or_an_invalid_query_gets_a_problem(string path, HttpStatusCode status)
    {
        using var response = await system.Client("orderhistory").GetAsync(path, Cancelled);

        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    Task IsAsync(string order, Func<JsonElement, bool> condition) => Eventually.IsTrue(
        async () =>
        {
            using var response = await system.Client("orderhistory").GetAsync($"/history/orders/{order}", Cancelled);
            return response.IsSuccessStatusCode
                && condition(JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Cancelled)));
        },
        Cancelled);

    async Task<long> BeginAsync()
    {
        using var response = await system.Management("orderhistory").PostAsync("/view/rebuild", null, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Cancelled))
            .GetProperty("rebuild").GetProperty("generation").GetInt64();
    }

    static string? Status(JsonElement history, string part) =>
        history.GetProperty(part) is { ValueKind: JsonValueKind.Object } fact ? fact.Text("status") : null;

    static string NewUser() => "u-" + Guid.NewGuid().ToString("N")[..12];
}
