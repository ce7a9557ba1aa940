using System.Diagnostics;
using System.Text;
using DbPerService.Contracts;
using DbPerService.Inventory.Data;
using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Benchmarks.Stores;

/// <summary>Reserves stock as the consumer does: inbox, reserve, commit.</summary>
static class Measurement
{
    const int Products = 77;
    const int LinesOfAnOrder = 3;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static async Task<Result> RunAsync(StoreUnderTest store, Way way, TimeSpan duration)
    {
        await StockAsync(store);
        await RunForAsync(store, way, WarmUp);
        var started = Stopwatch.GetTimestamp();
        var orders = await RunForAsync(store, way, duration);
        return new Result(store.Name, way, orders, Stopwatch.GetElapsedTime(started));
    }

    static async Task<long> RunForAsync(StoreUnderTest store, Way way, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, way.Writers).Select(_ => Task.Run(async () =>
        {
            var orders = 0L;
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                await ReserveAsync(store.Services, way.BatchSize);
                orders += way.BatchSize;
            }

            return orders;
        })));
        return counts.Sum();
    }

    static async Task ReserveAsync(IServiceProvider services, int count)
    {
        await using var scope = services.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        var orders = Enumerable.Range(0, count).Select(_ => Placed()).ToList();
        await unit.TryAddToInboxAsync(orders.ConvertAll(Message), default);
        await scope.ServiceProvider.GetRequiredService<IStockStore>().ReserveAsync(orders, default);
        await unit.CommitAsync(default);
    }

    static Received<OrderPlaced> Placed()
    {
        var first = Random.Shared.Next(Products);
        var lines = Enumerable.Range(0, LinesOfAnOrder).Select(line => new OrderPlacedLine($"{1 + ((first + line) % Products)}", 1, 1));
        var order = Guid.CreateVersion7();
        return new(new OrderPlaced(order, "ALFKI", "EUR", LinesOfAnOrder, "", [.. lines]), order, TimeProvider.System.GetUtcNow(), null);
    }

    static ConsumedMessage Message(Received<OrderPlaced> placed) => new(
        "orders", 0, 0, placed.Event.OrderId.ToString(), placed.Id, "OrderPlaced", "orders", placed.Time, Encoding.UTF8.GetBytes("{}"), null,
        null);

    static async Task StockAsync(StoreUnderTest store)
    {
        await using var scope = store.Services.CreateAsyncScope();
        var stock = scope.ServiceProvider.GetRequiredService<IStockStore>();
        for (var product = 1; product <= Products; product++)
        {
            await stock.SetOnHandAsync($"{product}", 1_000_000_000, default);
        }
    }
}
