using System.Net;
using System.Text;
using DbPerService.FaultyNetwork;
using DbPerService.Testing;
using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Standalone;

/// <summary>An instance of Orders whose network fails during a commit, or silently.</summary>
[Collection(OnDisturbed.Name)]
public sealed class LinkTests(DisturbedSystem system) : IAsyncLifetime
{
    static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(15);
    static readonly TimeSpan ConfirmedWithin = TimeSpan.FromSeconds(20);
    static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(20);
    static readonly TimeSpan FirstResendAfter = TimeSpan.FromSeconds(2);

    readonly ShopClient _shop = new(system);
    LinkedOrders _linked = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _linked = await LinkedOrders.StartAsync(system);

    public ValueTask DisposeAsync() => _linked.DisposeAsync();

    [Fact]
    public async Task An_order_whose_connection_broke_during_the_commit_is_placed_once()
    {
        var order = ShopClient.Order(await _shop.ProductAsync(10), user: "u-" + Guid.NewGuid().ToString("N"));
        var key = Guid.NewGuid().ToString();
        var cut = _linked.Database.CutBeforeReply(bytes => bytes.Span.IndexOf(Encoding.UTF8.GetBytes(key)) >= 0);

        using var first = await _linked.PostAsync(order, key);
        await cut.WaitAsync(AnsweredWithin, Cancelled);
        using var second = await _shop.PostAsync(order, key, Cancelled);
        using var third = await _linked.PostAsync(order, key);

        Assert.Contains(first.StatusCode, new[] { HttpStatusCode.Accepted, HttpStatusCode.ServiceUnavailable });
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (second.StatusCode, third.StatusCode));
        Assert.Equal(second.Headers.Location, third.Headers.Location);
        await IsPlacedOnceAsync(order["userId"]!.GetValue<string>(), second.Headers.Location!);
    }

    [Fact]
    public async Task A_request_is_answered_while_the_database_is_silent_and_its_retry_returns_the_same_order()
    {
        var order = ShopClient.Order(await _shop.ProductAsync(10), user: "u-" + Guid.NewGuid().ToString("N"));
        var key = Guid.NewGuid().ToString();
        _linked.Database.Swallow(Direction.ToClient);

        using var first = await _linked.PostAsync(order, key).WaitAsync(AnsweredWithin, Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        _linked.Database.Heal();
        var location = await Eventually.Is(
            async () =>
            {
                using var again = await _linked.PostAsync(order, key);
                return again.StatusCode == HttpStatusCode.Accepted ? again.Headers.Location : null;
            },
            Cancelled, AnsweredWithin);
        await IsPlacedOnceAsync(order["userId"]!.GetValue<string>(), location);
    }

    [Fact]
    public async Task The_stand_by_takes_over_from_a_relay_whose_database_is_silent()
    {
        await LinkedIsActiveAsync();

        _linked.Database.Swallow(Direction.Both);
        await using var orders = OrderStream.Begin(_shop, await _shop.ProductAsync(1000), perSecond: 5);
        await Eventually.IsTrue(async () => await system.Management("orders").RelayAsync() == "active", Cancelled, TakenOverWithin);

        await orders.EndAsync();
        // The linked instance gives up its partitions of the replies, too.
        await orders.ConfirmedAsync(ConfirmedWithin);
        _linked.Database.Heal();
        await OneIsActiveAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_other_instance_takes_over_from_one_that_cannot_reach_the_broker(bool silently)
    {
        await LinkedIsActiveAsync();
        if (silently)
        {
            _linked.Broker.Swallow(Direction.Both);
        }
        else
        {
            _linked.Broker.Cut();
        }

        await using var orders = OrderStream.Begin(_shop, await _shop.ProductAsync(1000), perSecond: 5);
        await Eventually.IsTrue(() => Task.FromResult(orders.Accepted >= 20), Cancelled);
        await orders.EndAsync();
        var confirmed = await orders.ConfirmedAsync(ConfirmedWithin);

        Assert.All(confirmed, order => Assert.InRange(OrderStream.Duration(order), TimeSpan.Zero, ConfirmedWithin));
        _linked.Broker.Heal();
        await OneIsActiveAsync();
    }

    /// <summary>The linked instance leads, the other stands by.</summary>
    async Task LinkedIsActiveAsync()
    {
        await system.StopServiceAsync("orders");
        try
        {
            await Eventually.IsTrue(async () => await _linked.RelayAsync() == "active", Cancelled);
        }
        finally
        {
            await system.StartServiceAsync("orders");
        }

        await OneIsActiveAsync();
        Assert.Equal("active", await _linked.RelayAsync());
    }

    Task OneIsActiveAsync() => Eventually.IsTrue(
        async () => (await _linked.RelayAsync(), await system.Management("orders").RelayAsync()) is ("active", "standby") or ("standby", "active"),
        Cancelled);

    async Task IsPlacedOnceAsync(string user, Uri location)
    {
        var id = location.OriginalString.Split('/')[^1];
        var order = await _shop.FinishedAsync(id);
        Assert.True(order.Text("status") == "Confirmed", order.ToString());
        var orders = (await _shop.GetAsync("orders", $"/orders?userId={user}")).GetProperty("items");
        Assert.Equal([id], orders.EnumerateArray().Select(order => order.Text("id")!));
        var placedAt = Assert.Single(orders.EnumerateArray()).GetProperty("placedAt").GetDateTime();
        var events = new BrokerClient(system).All("orders").Where(message => message.Key == id && BrokerClient.Header(message, "ce_type") == "OrderPlaced"
            && message.Timestamp.UtcDateTime < placedAt + FirstResendAfter);
        Assert.Single(events.Select(message => BrokerClient.Header(message, "ce_id")).Distinct());
    }
}
