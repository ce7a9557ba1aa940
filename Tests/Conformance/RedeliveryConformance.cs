using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Databases;
using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>
/// The contract of a service when events are redelivered: in whole, in part and to two instances at once, as after a crash between
/// the commit and the offset. Runs the service's own handlers on the orders of a small shop.
/// </summary>
public abstract class RedeliveryConformance : ConformanceSuite
{
    /// <summary>The orders of the shop, by id.</summary>
    protected static IReadOnlyList<Guid> Orders { get; } =
        [.. Enumerable.Range(1, 12).Select(number => Guid.Parse($"00000000-0000-7000-8000-{number:D12}"))];

    /// <summary>Creates what the handlers need beside the orders.</summary>
    protected abstract Task PrepareAsync(IServiceProvider instance);

    /// <summary>The effects of the handlers, a line per aggregate.</summary>
    protected abstract Task<List<string>> EffectsAsync(IServiceProvider instance);

    /// <summary>The expected effects if each event takes effect once.</summary>
    protected abstract List<string> Expected { get; }

    [Fact]
    public async Task A_batch_that_is_delivered_again_takes_effect_once()
    {
        var instance = await NewShopAsync();
        var batch = Events();

        await DeliverAsync(instance, batch);
        await DeliverAsync(instance, batch);
        await DeliverAsync(NewInstance(), batch);

        Assert.Equal(Expected, await EffectsAsync(instance));
    }

    [Fact]
    public async Task An_event_that_is_twice_in_a_batch_takes_effect_once()
    {
        var instance = await NewShopAsync();

        await DeliverAsync(instance, [.. Events().SelectMany(message => new[] { message, message })]);

        Assert.Equal(Expected, await EffectsAsync(instance));
    }

    /// <summary>Each instance starts behind what the previous one committed, and dies before its offsets are committed.</summary>
    [Fact]
    public async Task Instances_that_crash_between_commit_and_offset_apply_each_event_once()
    {
        await NewShopAsync();
        var events = Events();
        var random = new Random(4711);
        for (var (committed, offset) = (0, 0); committed < events.Count; offset = random.Next(committed + 1))
        {
            committed = Math.Min(events.Count, committed + random.Next(1, 8));
            await DeliverAsync(NewInstance(), events[offset..committed]);
        }

        Assert.Equal(Expected, await EffectsAsync(NewInstance()));
    }

    [Fact]
    public async Task Two_instances_that_are_delivered_the_same_events_apply_each_once()
    {
        await NewShopAsync();
        var batches = Events().Chunk(5).Select(chunk => chunk.ToList()).ToList();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var instance = NewInstance();
            foreach (var batch in batches)
            {
                await DeliverAsync(instance, batch);
            }
        })));

        Assert.Equal(Expected, await EffectsAsync(NewInstance()));
    }

    protected async Task<IServiceProvider> NewShopAsync()
    {
        var instance = NewInstance();
        await PrepareAsync(instance);
        return instance;
    }

    /// <summary>Delivers as the consumer does: retries after transient failures.</summary>
    protected static async Task DeliverAsync(IServiceProvider instance, List<ConsumedMessage> messages)
    {
        // As at startup.
        await ((DatabaseClock)instance.GetRequiredService<IDatabaseClock>()).ReadAsync(Cancelled);
        var applier = instance.GetRequiredService<BatchApplier>();
        var batch = applier.Begin(messages);
        while (await applier.ApplyAsync(batch, Cancelled) is ApplyOutcome.DatabaseUnavailable)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(10)), Cancelled);
        }

        Assert.Empty(await instance.GetRequiredService<IDeadLetterStore>().ListAsync(new DeadLetterFilter(), Cancelled));
    }

    /// <summary>Of three orders one is confirmed and one cancelled.</summary>
    protected static List<ConsumedMessage> Events() =>
    [
        .. Orders.Select(Placed),
        .. Orders.Where((_, i) => i % 3 == 0).Select(id => Message(new OrderConfirmed(id), id, 1)),
        .. Orders.Where((_, i) => i % 3 == 1).Select(id => Message(new OrderCancelled(id, "CancelledByUser"), id, 1)),
    ];

    protected static ConsumedMessage Placed(Guid order) => Message(
        new OrderPlaced(order, "ALFKI", "EUR", 12.34m, "tok_visa", [new OrderPlacedLine("a", 2, 6.17m)]), order, 0);

    static ConsumedMessage Message<TEvent>(TEvent @event, Guid order, byte step) where TEvent : IEvent
    {
        // An event has the same id on every delivery.
        var id = order.ToByteArray();
        id[0] = step;
        return new(
            TEvent.Topic, 0, 0, @event.Key, new Guid(id), typeof(TEvent).Name, "orders", DateTimeOffset.UnixEpoch,
            JsonSerializer.SerializeToUtf8Bytes(@event, EventJson.Options), null, null);
    }
}
