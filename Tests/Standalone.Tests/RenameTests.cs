using System.Diagnostics;
using DbPerService.Testing;
using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Standalone;

/// <summary>A user is renamed while many of their orders are open.</summary>
[Collection(OnStandalone.Name)]
public sealed class RenameTests(StandaloneSystem system)
{
    static readonly int Orders = TestExtent.Of(100, full: 1000);
    static readonly TimeSpan RenamedWithin = TimeSpan.FromSeconds(2);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_open_order_and_its_history_have_the_new_name()
    {
        var shop = new ShopClient(system);
        var product = await shop.ProductAsync(100_000);
        var shopper = await Shopper.SignedInAsync(system, "Before");
        // Answered late, so the orders stay open.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Orders), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancelled },
            async (_, _) => await shop.PlaceAsync(ShopClient.Order(product, token: "tok_slow", user: shopper.Id)));
        await Eventually.IsTrue(async () => (await HistoryAsync(shopper)).Count == Orders, Cancelled);

        using var written = await shopper.SendAsync(
            HttpMethod.Put, $"/users/{shopper.Id}", new { name = "After", email = $"{shopper.Id}@example.com" }, ("If-Match", "\"1\""));
        Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync(Cancelled));
        var renamed = Stopwatch.GetTimestamp();
        await Eventually.IsTrue(
            async () => (await OrdersAsync(shopper)).All(name => name == "After") && (await HistoryAsync(shopper)).All(name => name == "After"),
            Cancelled);

        Assert.InRange(Stopwatch.GetElapsedTime(renamed), TimeSpan.Zero, RenamedWithin);
        Assert.Equal(Orders, (await OrdersAsync(shopper)).Count);
    }

    static Task<List<string?>> OrdersAsync(Shopper shopper) => NamesAsync(shopper, "/orders?limit=1000");

    static Task<List<string?>> HistoryAsync(Shopper shopper) => NamesAsync(shopper, $"/history/users/{shopper.Id}?limit=1000");

    static async Task<List<string?>> NamesAsync(Shopper shopper, string path) =>
        [.. (await shopper.GetAsync(path)).GetProperty("items").EnumerateArray().Select(order => order.Text("userName"))];
}
