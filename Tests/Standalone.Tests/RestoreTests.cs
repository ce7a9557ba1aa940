using System.Net;
using System.Net.Http.Json;
using DbPerService.Contracts;
using DbPerService.Testing;
using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Standalone;

/// <summary>One service's database is restored to an earlier time, following docs/operations.md, while the others run.</summary>
public sealed class RestoreTests(RestoredSystem system) : IClassFixture<RestoredSystem>
{
    static readonly TimeSpan FinalWithin = TimeSpan.FromSeconds(30);

    readonly ShopClient _shop = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inventory_restored_to_an_earlier_time_reapplies_what_it_lost()
    {
        Assert.SkipUnless(PostgresTools.AreInstalled, "pg_basebackup is not installed.");
        var database = new RestoredDatabase(system, "inventory");
        await database.ArchiveAsync();
        await database.BaseBackupAsync();
        var product = await _shop.ProductAsync(1000);
        await using var orders = OrderStream.Begin(_shop, product, perSecond: 10);
        await Eventually.IsTrue(() => Task.FromResult(orders.Accepted > 10), Cancelled);
        await ReceiveAsync(product, "kept");
        var moment = await database.NowAsync();
        await ReceiveAsync(product, "forgotten");
        var forgotten = await _shop.PlaceAsync(ShopClient.Order(product));
        await _shop.FinishedAsync(forgotten);
        await database.ArchivedAsync();

        await database.LoseAsync();
        var accepted = orders.Accepted;
        await database.RecoverAsync(moment);
        Assert.Equal(0L, await database.ScalarAsync($"SELECT count(*) FROM reservations WHERE order_id = '{forgotten}'"));
        Assert.Equal("kept", await database.ScalarAsync($"SELECT string_agg(receipt_id, ',') FROM receipts WHERE product_id = '{product}'"));
        database.MoveGroupBack(Topics.Orders);
        Assert.True(orders.Accepted > accepted, "no order was accepted during the restore");
        await system.StartServiceAsync("inventory");
        await orders.EndAsync();

        await orders.ConfirmedAsync(FinalWithin);
        await orders.FinishedAsync(FinalWithin);
        await ReceiveAsync(product, "kept");
        await ReceiveAsync(product, "forgotten");
        await Eventually.IsTrue(async () => (await _shop.ReservationAsync(forgotten)).Text("status") == "Committed", Cancelled, FinalWithin);
        var sold = orders.Accepted + 1;
        await Eventually.IsTrue(async () => await _shop.StockAsync(product) == (1010 - sold, 0, 1010 - sold, sold), Cancelled, FinalWithin);
        Assert.Equal("Captured", (await _shop.PaymentAsync(forgotten)).Text("status"));
        foreach (var service in SystemMap.SubscribersOf(Topics.Orders).Intersect(EveryService.Saga))
        {
            Assert.Equal(0, (await _shop.ManagementAsync(service.Name, "/dead-letters")).GetProperty("items").GetArrayLength());
        }
    }

    [Fact]
    public async Task Orders_restored_from_a_dump_into_a_new_cluster_finishes_its_sagas()
    {
        Assert.SkipUnless(PostgresTools.AreInstalled, "pg_dump is not installed.");
        var database = new RestoredDatabase(system, "orders");
        var product = await _shop.ProductAsync(1000);
        await using var orders = OrderStream.Begin(_shop, product, perSecond: 10);
        await Eventually.IsTrue(() => Task.FromResult(orders.Accepted > 10), Cancelled);
        var kept = orders.Ids;
        await database.DumpAsync();
        var lost = await _shop.PlaceAsync(ShopClient.Order(product));
        await _shop.FinishedAsync(lost);
        await orders.EndAsync();
        await orders.FinishedAsync(FinalWithin);
        var cluster = await database.ScalarAsync("SELECT system_identifier FROM pg_control_system()");

        await database.LoseAsync();
        await database.LoadDumpAsync("Orders");
        Assert.NotEqual(cluster, await database.ScalarAsync("SELECT system_identifier FROM pg_control_system()"));
        database.MoveGroupBack([.. SystemMap.Orders.Subscribes]);
        Assert.Equal("Captured", (await _shop.PaymentAsync(lost)).Text("status"));
        await system.StartServiceAsync("orders");

        foreach (var id in kept)
        {
            Assert.Equal("Confirmed", (await _shop.FinishedAsync(id)).Text("status"));
        }

        using var response = await system.Client("orders").GetAsync($"/orders/{lost}", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        await Eventually.IsTrue(async () => await ReasonAsync(lost) == "NotYetVisible", Cancelled, FinalWithin);
        Assert.Equal("Committed", (await _shop.ReservationAsync(lost)).Text("status"));
        await _shop.FinishedAsync(await _shop.PlaceAsync(ShopClient.Order(product)));
        // Lost orders were sold, too; nothing was sold twice.
        var sold = orders.Accepted + 2;
        Assert.Equal((1000 - sold, 0, 1000 - sold, sold), await _shop.StockAsync(product));
    }

    async Task ReceiveAsync(string product, string receiptId)
    {
        using var response = await system.Client("inventory").PostAsJsonAsync(
            $"/stock/{product}/receipts", new { receiptId, quantity = 5 }, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    async Task<string?> ReasonAsync(string order)
    {
        var letters = await _shop.ManagementAsync("orders", $"/dead-letters?topic={Topics.Inventory}&key={order}");
        return letters.GetProperty("items").EnumerateArray().Select(letter => letter.Text("reason")).FirstOrDefault();
    }
}
