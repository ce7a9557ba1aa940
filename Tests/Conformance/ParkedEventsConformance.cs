using System.Text;
using System.Text.Json;
using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>What the consumer may count on when an event cannot be applied, whatever database remembers it.</summary>
public abstract class ParkedEventsConformance : ConformanceSuite
{
    IServiceProvider Instance => field ??= NewInstance();

    [Fact]
    public async Task A_parked_event_is_kept_and_announced()
    {
        var message = Message("a", 1);
        await ParkAsync(message, "it is wrong");

        var parked = Assert.Single(await ListAsync());
        Assert.Equal(
            ("happenings", "a", message.Id, "Happened", "somebody", "it is wrong", 3, 1L),
            (parked.Topic, parked.Key, parked.Id, parked.Type, parked.Source, parked.Reason, parked.Partition, parked.Offset));
        Assert.Equal(message.Time, parked.Time);
        var announced = Assert.Single(await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 1));
        Assert.EndsWith(".dead-letter", announced.Topic, StringComparison.Ordinal);
        Assert.Equal("a", announced.Key);
        var letter = JsonSerializer.Deserialize<DeadLetter>(announced.Payload, EventJson.Options)!;
        Assert.Equal((message.Id, "it is wrong", "{\"id\":\"a\"}"), (letter.Id, letter.Reason, letter.Payload));
    }

    [Fact]
    public async Task Later_events_of_a_parked_key_wait_behind_it_and_others_pass()
    {
        await ParkAsync(Message("a", 1), "it is wrong");
        var (behind, free) = (Message("a", 2), Message("b", 3));

        var claimed = await ClaimAsync(behind, free);

        Assert.Equal([free.Id], claimed);
        Assert.Equal([1L, 2L], (await ListAsync()).Select(parked => parked.Offset));
    }

    [Fact]
    public async Task What_one_instance_parks_holds_back_the_key_at_another_that_had_seen_nothing_parked()
    {
        var other = NewInstance();
        Assert.Single(await ClaimAsync(other, Message("a", 0)));
        await ParkAsync(Message("a", 1), "it is wrong");
        var (behind, free) = (Message("a", 2), Message("b", 3));

        var claimed = await ClaimAsync(other, behind, free);

        Assert.Equal([free.Id], claimed);
        Assert.Equal([1L, 2L], (await ListAsync()).Select(parked => parked.Offset));
    }

    [Fact]
    public async Task A_parked_event_delivered_again_is_not_parked_twice()
    {
        var message = Message("a", 1);
        await ParkAsync(message, "it is wrong");

        Assert.Empty(await ClaimAsync(message));
        await ParkAsync(message, "it is still wrong");

        Assert.Equal("it is wrong", Assert.Single(await ListAsync()).Reason);
        Assert.Single(await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 1));
    }

    [Fact]
    public async Task Parked_events_are_redriven_in_order_and_then_the_key_is_free()
    {
        var first = Message("a", 1) with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Payload = [0, 255, 1] };
        await ParkAsync(first, "it is wrong");
        await ClaimAsync(Message("a", 2), Message("a", 3));

        var redriven = await UnparkAsync();
        Assert.NotNull(redriven);
        Assert.Equal(first.Payload, redriven.Payload);
        Assert.Equal(first with { Payload = redriven.Payload }, redriven);
        Assert.Equal(2, (await UnparkAsync())?.Offset);
        Assert.Equal(3, (await UnparkAsync())?.Offset);
        Assert.Null(await UnparkAsync());

        Assert.Empty(await ListAsync());
        Assert.Single(await ClaimAsync(Message("a", 4)));
    }

    [Fact]
    public async Task An_event_that_fails_again_stays_parked()
    {
        await ParkAsync(Message("a", 1), "it is wrong");
        await using (var scope = Instance.CreateAsyncScope())
        {
            Assert.NotNull(await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().UnparkAsync("happenings", "a", Cancelled));
        }

        Assert.Single(await ListAsync());
        Assert.Equal(1, (await UnparkAsync())?.Offset);
    }

    [Fact]
    public async Task Two_redrives_beside_each_other_redrive_an_event_once()
    {
        await ParkAsync(Message("a", 1), "it is wrong");

        var redriven = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await UnparkAsync() is not null;
            }
            catch (Exception) when (!Cancelled.IsCancellationRequested)
            {
                return false;
            }
        })));

        Assert.Single(redriven, done => done);
        Assert.Empty(await ListAsync());
    }

    async Task ParkAsync(ConsumedMessage message, string reason)
    {
        await using var scope = Instance.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        await unit.ParkAsync(message, reason, Cancelled);
        await unit.CommitAsync(Cancelled);
    }

    Task<IReadOnlySet<Guid>> ClaimAsync(params ConsumedMessage[] messages) => ClaimAsync(Instance, messages);

    /// <summary>As the consumer does it: a commit that fails for a reason that passes is repeated from the claim on.</summary>
    static async Task<IReadOnlySet<Guid>> ClaimAsync(IServiceProvider instance, params ConsumedMessage[] messages)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = instance.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
            try
            {
                var claimed = await unit.ClaimAsync(messages, Cancelled);
                await unit.CommitAsync(Cancelled);
                return claimed;
            }
            catch (Exception exception) when (unit.IsTransient(exception) && attempt < 5)
            {
                // Next time.
            }
        }
    }

    async Task<ConsumedMessage?> UnparkAsync()
    {
        await using var scope = Instance.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        var message = await unit.UnparkAsync("happenings", "a", Cancelled);
        await unit.CommitAsync(Cancelled);
        return message;
    }

    Task<IReadOnlyList<ParkedEvent>> ListAsync() => Instance.GetRequiredService<IParkedEvents>().ListAsync(100, Cancelled);

    static ConsumedMessage Message(string key, long offset) => new(
        "happenings", 3, offset, key, Guid.CreateVersion7(), "Happened", "somebody",
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(offset),
        Encoding.UTF8.GetBytes($"{{\"id\":\"{key}\"}}"), null, null);
}
