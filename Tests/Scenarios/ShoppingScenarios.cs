using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios;

/// <summary>What a user of the Gateway sees of all services together.</summary>
public abstract class ShoppingScenarios(IRunningSystem system)
{
    static readonly TimeSpan CopiedWithin = TimeSpan.FromSeconds(20);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_basket_becomes_an_order_that_every_service_knows()
    {
        var product = await Shopper.ProductAsync(system, "Whole Chain Tea " + Guid.NewGuid().ToString("N")[..6], 12.5m);
        var shopper = await Shopper.SignedInAsync(system);

        var order = await shopper.BuyAsync(product);

        var placed = await shopper.GetAsync($"/orders/{order}");
        Assert.Equal(("Confirmed", "Ada", 12.5m), (placed.Text("status"), placed.Text("userName"), placed.GetProperty("total").GetDecimal()));
        Assert.StartsWith("Whole Chain Tea", placed.GetProperty("lines")[0].Text("productName"), StringComparison.Ordinal);
        // A service that was unavailable in an earlier test is not asked at once.
        await Eventually.IsTrue(
            async () => (await shopper.GetAsync($"/orders/{order}/details")).GetProperty("parts").EnumerateObject()
                .Count(part => part.Value.Text("status") == "fresh") == 5,
            Cancelled, CopiedWithin);
        var history = await shopper.GetAsync($"/history/orders/{order}");
        Assert.Equal(("Confirmed", "Ada"), (history.Text("status"), history.Text("userName")));
        var mine = (await shopper.GetAsync($"/history/users/{shopper.Id}")).GetProperty("items");
        Assert.Equal(order, Assert.Single(mine.EnumerateArray()).Text("id"));
        await Eventually.IsTrue(
            async () => (await shopper.GetAsync("/search?q=Whole+Chain+Tae&limit=50")).GetProperty("items").EnumerateArray()
                .Any(hit => hit.Text("productId") == product),
            Cancelled, CopiedWithin);
    }

    [Fact]
    public async Task Many_clicks_at_once_place_one_order()
    {
        var product = await Shopper.ProductAsync(system, "Clicked", 5);
        var shopper = await Shopper.SignedInAsync(system);
        await shopper.FillAsync(product, quantity: 3);
        var first = await Eventually.Is(async () => await shopper.CheckOutAsync(), Cancelled);

        var orders = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shopper.CheckOutAsync()));

        Assert.All(orders, order => Assert.Equal(first, order));
        var placed = (await shopper.GetAsync("/orders")).GetProperty("items");
        Assert.Equal(first, Assert.Single(placed.EnumerateArray()).Text("id"));
    }

    [Fact]
    public async Task Other_peoples_things_are_not_found_and_nobody_can_pose_as_somebody_else()
    {
        var product = await Shopper.ProductAsync(system, "Private", 5);
        var owner = await Shopper.SignedInAsync(system, "Owner");
        var other = await Shopper.SignedInAsync(system, "Other");
        var order = await owner.BuyAsync(product);
        string[] paths =
        [
            $"/orders/{order}", $"/orders/{order}/details", $"/payments/{order}", $"/reservations/{order}", $"/history/orders/{order}",
            $"/history/users/{owner.Id}", $"/users/{owner.Id}", $"/sessions/{owner.Session}",
        ];
        // What a service would sign, with another signature.
        var posing = (
            "DbPerService-Caller",
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"User\n{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}\n{owner.Id}")) + ".c2lnbmVk");

        foreach (var path in paths)
        {
            Assert.Equal(HttpStatusCode.OK, await owner.StatusAsync(path));
            Assert.Equal(HttpStatusCode.NotFound, await other.StatusAsync(path));
            Assert.Equal(HttpStatusCode.NotFound, await other.StatusAsync(path, posing));
            using var refused = await Shopper.Anonymous(system).SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        }

        using var stock = await other.SendAsync(HttpMethod.Put, $"/stock/{product}", new { onHand = 1 });
        Assert.Equal(HttpStatusCode.Forbidden, stock.StatusCode);
    }

    [Fact]
    public async Task A_read_with_the_token_of_a_write_in_another_service_sees_it()
    {
        var product = await Shopper.ProductAsync(system, "Renamed", 5);
        var shopper = await Shopper.SignedInAsync(system, "Before");
        var order = await shopper.BuyAsync(product);

        for (var version = 1; version <= 20; version++)
        {
            using var written = await shopper.SendAsync(
                HttpMethod.Put, $"/users/{shopper.Id}", new { name = $"Name {version}", email = $"{shopper.Id}@example.com" },
                ("If-Match", $"\"{version}\""));
            Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync(Cancelled));
            var token = written.Headers.GetValues("Sync-Token").Single();
            foreach (var path in new[] { $"/orders/{order}", $"/history/orders/{order}" })
            {
                using var read = await shopper.SendAsync(HttpMethod.Get, path, null, ("Sync-Token", token), ("Prefer", "wait=10"));
                Assert.Equal("applied", read.Headers.GetValues("Sync-Status").Single());
                Assert.Equal($"Name {version}", (await read.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).Text("userName"));
            }
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("eyJhIjoxfQ.AAAA")]
    public async Task A_forged_sync_token_is_refused(string token)
    {
        var shopper = await Shopper.SignedInAsync(system);

        Assert.Equal(HttpStatusCode.BadRequest, await shopper.StatusAsync("/orders", ("Sync-Token", token)));
    }
}
