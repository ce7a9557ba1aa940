using System.Net;

namespace DbPerService.Tests.Scenarios;

/// <summary>The effects of an outage of one part.</summary>
public abstract class FailureScenarios(IRunningSystem system)
{
    readonly ShopClient _shop = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_outage_of_the_Payments_database_affects_only_Payments()
    {
        var product = await _shop.ProductAsync(100);
        await system.StopDatabaseAsync("payments");
        var ids = new List<string>();
        try
        {
            for (var number = 0; number < 10; number++)
            {
                ids.Add(await _shop.PlaceAsync(ShopClient.Order(product)));
            }

            Assert.Equal("Placed", (await _shop.OrderAsync(ids[0])).Text("status"));
            await Testing.Eventually.IsTrue(async () => (await _shop.StockAsync(product)).Reserved == 10, Cancelled);
            using var payments = await system.Client("payments").GetAsync($"/payments/{ids[0]}", Cancelled);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, payments.StatusCode);
            Assert.Equal("application/problem+json", payments.Content.Headers.ContentType?.MediaType);
        }
        finally
        {
            await system.StartDatabaseAsync("payments");
        }

        foreach (var id in ids)
        {
            Assert.Equal("Confirmed", (await _shop.FinishedAsync(id)).Text("status"));
        }

        Assert.Equal((90, 0, 90, 10), await _shop.StockAsync(product));
    }

    [Fact]
    public async Task A_participant_that_never_replies_cancels_the_order_and_holds_nothing()
    {
        var product = await _shop.ProductAsync(10);
        string id;
        await system.StopServiceAsync("payments");
        try
        {
            id = await _shop.PlaceAsync(ShopClient.Order(product));
            await Testing.Eventually.IsTrue(
                async () => (await _shop.OrderAsync(id)).Text("status") == "Cancelled", Cancelled, TimeSpan.FromSeconds(90));
            Assert.Equal("ParticipantTimeout", (await _shop.OrderAsync(id)).Text("reason"));
            await Testing.Eventually.IsTrue(async () => (await _shop.StockAsync(product)).Reserved == 0, Cancelled);
        }
        finally
        {
            await system.StartServiceAsync("payments");
        }

        await _shop.FinishedAsync(id);
        Assert.Equal("Voided", (await _shop.PaymentAsync(id)).Text("status"));
        Assert.Equal((10, 0, 10, 0), await _shop.StockAsync(product));
    }

    [Fact]
    public async Task A_broker_that_lost_its_data_costs_only_time()
    {
        var product = await _shop.ProductAsync(1000);
        var ids = new List<string>();
        for (var number = 0; number < 60; number++)
        {
            ids.Add(await _shop.PlaceAsync(ShopClient.Order(product)));
            if (number == 30)
            {
                await system.RestartKafkaAsync();
            }
        }

        foreach (var id in ids)
        {
            Assert.Equal("Confirmed", (await _shop.FinishedAsync(id)).Text("status"));
        }

        Assert.Equal((940, 0, 940, 60), await _shop.StockAsync(product));
    }

    [Fact]
    public async Task A_dead_subscriber_shows_as_growing_lag_at_the_owner()
    {
        var product = await _shop.ProductAsync(10);
        await system.StopServiceAsync("inventory");
        try
        {
            await _shop.PlaceAsync(ShopClient.Order(product));
            await Testing.Eventually.IsTrue(async () => await LagOfAsync("inventory") > 3, Cancelled);
        }
        finally
        {
            await system.StartServiceAsync("inventory");
        }

        await Testing.Eventually.IsTrue(async () => await LagOfAsync("inventory") == 0, Cancelled);
    }

    async Task<double> LagOfAsync(string subscriber)
    {
        var sync = await _shop.ManagementAsync("orders", "/sync");
        return sync.GetProperty("subscribers").EnumerateArray()
            .Single(t => t.Text("subscriber") == subscriber && t.Text("topic") == "orders")
            .GetProperty("oldestUnappliedAge").GetDouble();
    }
}
