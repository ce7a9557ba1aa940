using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Testing;
using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Standalone;

/// <summary>The composed details of an order while a service, or its database, does not respond.</summary>
[Collection(OnStandalone.Name)]
public sealed class DetailsTests(StandaloneSystem system)
{
    // The deadline is 2 seconds; a busy machine gets some more.
    static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(4);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("orders", "order", "stale")]
    [InlineData("users", "user", "stale")]
    [InlineData("products", "products", "stale")]
    [InlineData("payments", "payment", "stale")]
    [InlineData("inventory", "reservation", "stale")]
    [InlineData("orderhistory", "", "")]
    [InlineData("search", "", "")]
    public async Task A_frozen_service_costs_its_part_and_nothing_else(string service, string part, string status)
    {
        var product = await Shopper.ProductAsync(system, "Frozen", 5);
        var shopper = await Shopper.SignedInAsync(system);
        var order = await shopper.BuyAsync(product);
        await PartsAreAsync(shopper, order, "", "");

        await using (await system.FreezeAsync(service))
        {
            await PartsAreAsync(shopper, order, part, status);
        }

        await PartsAreAsync(shopper, order, "", "");
        if (!TestExtent.IsFull)
        {
            return;
        }

        await system.StopDatabaseAsync(service);
        try
        {
            await PartsAreAsync(shopper, order, part, status);
        }
        finally
        {
            await system.StartDatabaseAsync(service);
        }

        await PartsAreAsync(shopper, order, "", "");
    }

    /// <summary>Each response comes in time, and soon every part is fresh but one, which says what it is.</summary>
    static Task PartsAreAsync(Shopper shopper, string order, string part, string status) => Eventually.IsTrue(
        async () =>
        {
            var started = Stopwatch.GetTimestamp();
            using var response = await shopper.SendAsync(HttpMethod.Get, $"/orders/{order}/details");
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, AnsweredWithin);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var parts = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("parts");
            Assert.All(
                parts.EnumerateObject(),
                actual => Assert.True(actual.Value.Text("status") == (actual.Name == part ? status : "fresh"), parts.ToString()));
            return true;
        },
        Cancelled, TimeSpan.FromSeconds(20), pause: TimeSpan.FromMilliseconds(200));
}
