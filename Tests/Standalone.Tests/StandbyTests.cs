using DbPerService.Testing;
using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Standalone;

/// <summary>Two instances of a service: one relay is active, the other stands by and takes over.</summary>
[Collection(OnTwoInstances.Name)]
public sealed class StandbyTests(TwoInstances system)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_stand_by_takes_over_when_the_active_relay_is_killed()
    {
        var shop = new ShopClient(system);
        var product = await shop.ProductAsync(100);
        await shop.FinishedAsync(await shop.PlaceAsync(ShopClient.Order(product)));
        var active = await Eventually.Is(async () => await RelayAsync("orders") == "active" ? "orders"
            : await RelayAsync("orders-2") == "active" ? "orders-2" : null, Cancelled);
        var other = active == "orders" ? "orders-2" : "orders";
        Assert.Equal("standby", await RelayAsync(other));

        await system.StopServiceAsync(active);

        await Eventually.IsTrue(async () => await RelayAsync(other) == "active", Cancelled);
        await system.StartServiceAsync(active);
        await Eventually.IsTrue(async () => await RelayAsync(active) == "standby", Cancelled);
        Assert.Equal("Confirmed", (await shop.FinishedAsync(await shop.PlaceAsync(ShopClient.Order(product)))).GetProperty("status").GetString());
    }

    Task<string?> RelayAsync(string instance) => system.Management(instance).RelayAsync();
}
