using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios;

/// <summary>Messages that stop at most their own key: orders placed after them finish within seconds.</summary>
public abstract class HostileMessageScenarios(IRunningSystem system)
{
    // Orders that wait for a message would be cancelled at their deadline, half a minute: this is well below.
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    readonly ShopClient _shop = new(system);
    readonly BrokerClient _broker = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Poisons =>
        ["quotes", "invalid UTF-8", "long key", "NUL in the body", "NUL in the trace context", "timestamp", "answer from the future"];

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task Orders_after_a_poison_message_finish(string kind)
    {
        var product = await _shop.ProductAsync(100);
        var (subscriber, topic, message) = Poison(kind);
        await _broker.WriteAsync(topic, message);

        var started = Stopwatch.GetTimestamp();
        var orders = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _shop.PlaceAsync(ShopClient.Order(product))));
        foreach (var order in await Task.WhenAll(orders.Select(_shop.FinishedAsync)))
        {
            Assert.Equal("Confirmed", order.Text("status"));
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
        if (kind != "NUL in the trace context")
        {
            var letter = await Eventually.Is<object>(() => LetterAsync(subscriber, message), Cancelled);
            Assert.Equal(topic, ((JsonElement)letter).Text("topic"));
        }
    }

    async Task<object?> LetterAsync(string subscriber, Message<string, byte[]> message)
    {
        var page = await _shop.ManagementAsync(subscriber, $"/dead-letters?limit=1000&key={Uri.EscapeDataString(message.Key)}");
        return page.GetProperty("items").EnumerateArray().Select(item => (object)item).FirstOrDefault();
    }

    static (string Subscriber, string Topic, Message<string, byte[]> Message) Poison(string kind)
    {
        var key = Guid.NewGuid().ToString();
        var placed = BrokerClient.Event(key, "OrderPlaced", "orders", "{}");
        switch (kind)
        {
            case "quotes":
                placed.Value = Encoding.UTF8.GetBytes(new string('"', 200_000));
                return ("payments", "orders", placed);
            case "invalid UTF-8":
                placed.Value = [.. Enumerable.Repeat((byte)0xFF, 200_000)];
                return ("inventory", "orders", placed);
            case "long key":
                placed.Key = string.Concat(Enumerable.Range(0, 170).Select(_ => Guid.NewGuid()));
                return ("inventory", "orders", placed);
            case "NUL in the body":
                return ("orders", "users", BrokerClient.Event(
                    key, "UserUpdated", "users", $$"""{"userId":"{{key}}","name":"a\u0000b","version":1}"""));
            case "NUL in the trace context":
                placed = BrokerClient.Event(key, "UserUpdated", "users", $$"""{"userId":"{{key}}","name":"a","version":1}""");
                placed.Headers.Add("traceparent", "00-\0"u8.ToArray());
                placed.Headers.Add("tracestate", "a=\0"u8.ToArray());
                return ("orders", "users", placed);
            case "timestamp":
                placed.Headers.Remove("ce_time");
                placed.Timestamp = new Timestamp(300_000_000_000_000, TimestampType.CreateTime);
                return ("payments", "orders", placed);
            default:
                var answer = BrokerClient.Event(key, "StockReserved", "inventory", $$"""{"orderId":"{{key}}"}""");
                answer.Headers.Remove("ce_time");
                answer.Headers.Add("ce_time", Encoding.UTF8.GetBytes(TimeProvider.System.GetUtcNow().AddMinutes(10).ToString("O")));
                return ("orders", "inventory", answer);
        }
    }
}
