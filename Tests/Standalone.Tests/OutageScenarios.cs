using System.Text.Json;
using DbPerService.Testing;
using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Standalone;

/// <summary>An outage of a shared part, longer than a participant's time-out, costs only time.</summary>
public abstract class OutageScenarios(StandaloneSystem system)
{
    static readonly TimeSpan ConfirmedWithin = TimeSpan.FromSeconds(15);
    static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    // Between two samples this far apart the age has risen.
    const int Window = 3;

    // Longer than the participants' time-out of the system, which is longer than a slow payment.
    static readonly TimeSpan BrokerOutage = TestExtent.Of(TimeSpan.FromSeconds(20), full: TimeSpan.FromSeconds(60));
    static readonly TimeSpan DatabaseOutage = TestExtent.Of(TimeSpan.FromSeconds(20), full: TimeSpan.FromSeconds(40));

    readonly ShopClient _shop = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_frozen_broker_costs_only_time_and_is_reported() =>
        BrokerOutageCostsTimeOnlyAsync(() => system.FreezeAsync("kafka"));

    [Fact]
    public Task A_broker_that_refuses_connections_costs_only_time_and_is_reported() =>
        BrokerOutageCostsTimeOnlyAsync(system.StopKafkaAsync);

    [Fact]
    public Task A_frozen_database_of_Orders_costs_only_time() => CostsTimeOnlyAsync(
        () => system.FreezeAsync(system.DatabaseOf("orders")), () => Task.Delay(DatabaseOutage, Cancelled));

    async Task BrokerOutageCostsTimeOnlyAsync(Func<Task<IAsyncDisposable>> begin)
    {
        var samples = new List<(double Age, JsonElement Health)>();
        await CostsTimeOnlyAsync(begin, async () =>
        {
            var started = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(started) < BrokerOutage)
            {
                await Task.Delay(SampleInterval, Cancelled);
                samples.Add((await OldestUnappliedAgeAsync(), await HealthAsync()));
            }
        });

        var said = $"the ages were {string.Join(", ", samples.Select(sample => sample.Age))}";
        // The first samples may be from before the outage; and the oldest event may change a little when the last replies are counted.
        var rising = samples.Select(sample => sample.Age).SkipWhile(age => age == 0).ToList();
        Assert.True(rising.Count > samples.Count / 2, said);
        Assert.True(rising.Zip(rising.Skip(Window)).All(pair => pair.First < pair.Second), said);
        Assert.True(rising[^1] > BrokerOutage.TotalSeconds / 2, said);
        Assert.Equal("Degraded", samples[^1].Health.Text("status"));
        Assert.Contains("broker", samples[^1].Health.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    async Task CostsTimeOnlyAsync(Func<Task<IAsyncDisposable>> begin, Func<Task> last)
    {
        Assert.True(DatabaseOutage > system.ParticipantTimeout && BrokerOutage > system.ParticipantTimeout);
        await Eventually.IsTrue(async () => await OldestUnappliedAgeAsync() == 0, Cancelled);
        var product = await _shop.ProductAsync(10_000);
        await using var orders = OrderStream.Begin(_shop, product, perSecond: 5);
        await Eventually.IsTrue(() => Task.FromResult(orders.Accepted > 5), Cancelled);

        await using (await begin())
        {
            await last();
        }

        await orders.EndAsync();
        await orders.ConfirmedAsync(ConfirmedWithin);
        await orders.FinishedAsync(ConfirmedWithin);
        var sold = orders.Accepted;
        Assert.Equal((10_000 - sold, 0, 10_000 - sold, sold), await _shop.StockAsync(product));
    }

    async Task<double> OldestUnappliedAgeAsync()
    {
        var sync = await _shop.ManagementAsync("orders", "/sync");
        return sync.GetProperty("subscribers").EnumerateArray().Max(subscriber => subscriber.GetProperty("oldestUnappliedAge").GetDouble());
    }

    Task<JsonElement> HealthAsync() => _shop.ManagementAsync("orders", "/health");
}
