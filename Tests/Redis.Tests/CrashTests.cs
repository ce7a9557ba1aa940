using DbPerService.Inventory.Data;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Redis;

public sealed class CrashTests(RedisServerFixture server) : IClassFixture<RedisServerFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_loses_no_acknowledged_write()
    {
        const int Orders = 1500;
        await using var instances = await RedisTestInstances.CreateAsync(server);
        var instance = instances.New();
        await UnitAsync(instance, store => store.SetOnHandAsync("a", 1000, Cancelled));
        var orders = Enumerable.Range(0, Orders).Select(_ => Guid.CreateVersion7()).ToList();

        var reserving = Task.WhenAll(orders.Chunk(Orders / 5).Select(part => Task.Run(async () =>
        {
            foreach (var order in part)
            {
                await UnitAsync(instance, store => store.ReserveAsync([Arrived.Placed(order, ("a", 1))], Cancelled));
            }
        })));
        for (var time = 0; time < 2; time++)
        {
            await Task.Delay(100, Cancelled);
            await server.Engine.KillAsync();
            await server.Engine.StartAsync();
        }

        await reserving;

        StockItem? stock = null;
        await UnitAsync(instance, async store => stock = await store.FindAsync("a", Cancelled));
        Assert.Equal(new StockItem("a", 1000, 1000, 0), stock);
        var answered = new Dictionary<string, string>();
        await using var reader = await RunningReader.OpenAsync(instance.GetRequiredService<IOutboxSource>());
        while (answered.Count < Orders)
        {
            // An order whose response was lost was sent again: each of its replies is the same.
            var answer = (await reader.TakeAsync(1))[0];
            Assert.True(answered.TryAdd(answer.Key, answer.Type) || answered[answer.Key] == answer.Type);
        }

        Assert.Equal(orders.Select(order => order.ToString()).Order(), answered.Keys.Order());
        Assert.Equal(1000, answered.Values.Count(type => type == "StockReserved"));
    }

    static async Task UnitAsync(IServiceProvider instance, Func<IStockStore, Task> work)
    {
        while (true)
        {
            await using var scope = instance.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
            try
            {
                await work(scope.ServiceProvider.GetRequiredService<IStockStore>());
                await unit.CommitAsync(Cancelled);
                return;
            }
            catch (Exception exception) when (unit.IsTransient(exception))
            {
                await Task.Delay(20, Cancelled);
            }
        }
    }
}
