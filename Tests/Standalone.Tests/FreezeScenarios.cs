using System.Text.Json;
using DbPerService.Testing;
using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Standalone;

/// <summary>Instances and servers that freeze: no connection is closed, no failure reported.</summary>
/// <param name="system">A system with two instances of every service.</param>
public abstract class FreezeScenarios(StandaloneSystem system)
{
    static readonly TimeSpan ConfirmedWithin = TimeSpan.FromSeconds(20);
    static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(15);
    static readonly TimeSpan ServerFrozenFor = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Instances =>
        [.. EveryService.Saga.SelectMany(service => new[] { service.Name, service.Name + "-2" })];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Instances))]
    public async Task The_other_instance_takes_over_from_a_frozen_one_which_is_fenced(string frozen)
    {
        var service = frozen.Split('-')[0];
        var other = frozen == service ? service + "-2" : service;
        var shop = frozen == service ? new ShopClient(system, frozen) : new ShopClient(system);
        var product = await shop.ProductAsync(1000);
        await using var orders = OrderStream.Begin(shop, product, perSecond: 10);
        await Eventually.IsTrue(() => Task.FromResult(orders.Accepted > 5), Cancelled);

        await using (await system.FreezeAsync(frozen))
        {
            var before = orders.Accepted;
            await Eventually.IsTrue(() => Task.FromResult(orders.Accepted > before + 20), Cancelled);
            await orders.EndAsync();
            var confirmed = await orders.ConfirmedAsync(ConfirmedWithin);
            Assert.All(confirmed, order => Assert.InRange(OrderStream.Duration(order), TimeSpan.Zero, ConfirmedWithin));
            await Eventually.IsTrue(async () => await RelayAsync(other) == "active", Cancelled, TakenOverWithin);
        }

        await Eventually.IsTrue(
            async () => (await RelayAsync(frozen), await RelayAsync(other)) is ("active", "standby") or ("standby", "active"), Cancelled);
        await using var later = OrderStream.Begin(shop, product, perSecond: 10);
        await later.EndAsync();
        await later.ConfirmedAsync(ConfirmedWithin);
        await orders.FinishedAsync(ConfirmedWithin);
        await later.FinishedAsync(ConfirmedWithin);
        var sold = orders.Accepted + later.Accepted;
        Assert.Equal((1000 - sold, 0, 1000 - sold, sold), await shop.StockAsync(product));
        EachPaidOnce([.. orders.Ids, .. later.Ids]);
    }

    [Theory]
    [InlineData("payments")]
    [InlineData("inventory")]
    public async Task A_frozen_participants_database_costs_only_time(string service)
    {
        var shop = new ShopClient(system);
        var product = await shop.ProductAsync(1000);
        await using var orders = OrderStream.Begin(shop, product, perSecond: 5);
        await Eventually.IsTrue(() => Task.FromResult(orders.Accepted > 5), Cancelled);

        await using (await system.FreezeAsync(system.DatabaseOf(service)))
        {
            await Task.Delay(ServerFrozenFor, Cancelled);
        }

        await orders.EndAsync();
        await orders.ConfirmedAsync(ConfirmedWithin);
        await orders.FinishedAsync(ConfirmedWithin);
        Assert.Equal((1000 - orders.Accepted, 0, 1000 - orders.Accepted, orders.Accepted), await shop.StockAsync(product));
        EachPaidOnce(orders.Ids);
    }

    /// <summary>All events of an order name the same payment: the card was charged once.</summary>
    void EachPaidOnce(IReadOnlyCollection<string> ids)
    {
        var payments = new BrokerClient(system).All("payments").Where(message => ids.Contains(message.Key))
            .Select(message => (Order: message.Key, Payment: JsonSerializer.Deserialize<JsonElement>(message.Value).Text("paymentId")))
            .Distinct().ToList();
        Assert.Equal(ids.Order(), payments.Select(payment => payment.Order).Order());
    }

    Task<string?> RelayAsync(string instance) => system.Management(instance).RelayAsync();
}
