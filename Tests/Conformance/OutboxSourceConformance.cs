using System.Text.Json;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>The contract of an outbox for the relay, on any database.</summary>
public abstract class OutboxSourceConformance : ConformanceSuite
{
    // A replication slot's own position follows behind what is confirmed at this interval.
    static readonly TimeSpan ConfirmationInterval = TimeSpan.FromSeconds(1);

    /// <summary>Commits the events in one unit of work.</summary>
    protected abstract Task CommitAsync(IServiceProvider instance, IReadOnlyList<TestEvent> events);

    [Fact]
    public async Task An_event_is_read_as_it_was_committed()
    {
        var instance = NewInstance();
        var before = TimeProvider.System.GetUtcNow();
        await CommitAsync(instance, [new("a", 1)]);

        var @event = Assert.Single(await TakeAsync(SourceOf(instance), 1));

        Assert.Equal((7, "test-events", "a", "TestEvent"), (@event.Id.Version, @event.Topic, @event.Key, @event.Type));
        Assert.Equal(new TestEvent("a", 1), Content(@event));
        Assert.InRange(@event.CommittedAt, before.AddSeconds(-1), TimeProvider.System.GetUtcNow().AddSeconds(1));
        Assert.Equal((null, null), (@event.TraceParent, @event.TraceState));
    }

    [Fact]
    public async Task An_event_carries_the_trace_context_of_its_creation()
    {
        const string Context = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var instance = NewInstance();
        using (var activity = new System.Diagnostics.Activity("test").SetParentId(Context))
        {
            activity.TraceStateString = "vendor=1";
            activity.Start();
            await CommitAsync(instance, [new("a", 1)]);
        }

        var @event = Assert.Single(await TakeAsync(SourceOf(instance), 1));

        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", @event.TraceParent, StringComparison.Ordinal);
        Assert.Equal("vendor=1", @event.TraceState);
    }

    [Fact]
    public async Task Events_of_one_key_are_read_in_commit_order()
    {
        var instance = NewInstance();
        await using var reader = await RunningReader.OpenAsync(SourceOf(instance));
        for (var number = 0; number < 300; number += 3)
        {
            await CommitAsync(
                instance, [new("k" + number % 7, number), new("k" + number % 7, number + 1), new("k" + number % 5, number + 2)]);
        }

        var events = await reader.TakeAsync(300);

        Assert.Equal(300, events.Select(e => e.Id).Distinct().Count());
        Assert.All(events.GroupBy(e => e.Key), ofKey =>
        {
            var numbers = ofKey.Select(e => Content(e).Number).ToList();
            Assert.Equal(numbers.Order(), numbers);
        });
    }

    [Fact]
    public async Task Concurrent_writers_keep_the_order_of_each_key()
    {
        var instance = NewInstance();
        await using var reader = await RunningReader.OpenAsync(SourceOf(instance));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; number < 50; number++)
            {
                await CommitAsync(instance, [new("w" + writer, number)]);
            }
        })));

        var events = await reader.TakeAsync(8 * 50);
        Assert.All(events.GroupBy(e => e.Key), ofKey => Assert.Equal(Enumerable.Range(0, 50), ofKey.Select(e => Content(e).Number)));
    }

    [Fact]
    public async Task Unconfirmed_events_are_read_again()
    {
        var source = SourceOf(NewInstance());
        await CommitAsync(NewInstance(), Numbered(0, 10));
        await using (var reader = await RunningReader.OpenAsync(source))
        {
            await reader.TakeAsync(10);
        }

        var again = await TakeAsync(source, 10);

        Assert.Equal(Enumerable.Range(0, 10), again.Select(e => Content(e).Number).Order());
    }

    [Fact]
    public async Task Confirmed_events_are_not_read_again()
    {
        var instance = NewInstance();
        var source = SourceOf(instance);
        await CommitAsync(instance, Numbered(0, 10));
        await using (var reader = await RunningReader.OpenAsync(source))
        {
            await reader.TakeAsync(10);
            reader.Confirm(10);
            await ConfirmationIsKeptAsync(source);
            await Task.Delay(ConfirmationInterval, Cancelled);
        }

        await CommitAsync(instance, [new("a", 10)]);

        Assert.Equal(10, Content(Assert.Single(await TakeAsync(source, 1))).Number);
    }

    [Fact]
    public async Task A_restart_in_the_middle_loses_no_event()
    {
        var source = SourceOf(NewInstance());
        await CommitAsync(NewInstance(), Numbered(0, 600));
        var seen = new HashSet<int>();
        await using (var reader = await RunningReader.OpenAsync(source))
        {
            var first = await reader.TakeAsync(400);
            seen.UnionWith(first.Take(250).Select(e => Content(e).Number));
            reader.Confirm(250);
        }

        await CommitAsync(NewInstance(), Numbered(600, 10));
        await using (var reader = await RunningReader.OpenAsync(SourceOf(NewInstance())))
        {
            // Confirmed events may come again, too: only new ones are counted.
            while (seen.Count < 610)
            {
                seen.Add(Content((await reader.TakeAsync(1))[0]).Number);
            }
        }

        Assert.Equal(Enumerable.Range(0, 610), seen.Order());
    }

    [Fact]
    public async Task Several_thousand_pending_events_are_read_in_order()
    {
        var instance = NewInstance();
        for (var first = 0; first < 5000; first += 250)
        {
            await CommitAsync(instance, Numbered(first, 250));
        }

        var events = await TakeAsync(SourceOf(instance), 5000);

        Assert.Equal(5000, events.Select(e => e.Id).Distinct().Count());
        Assert.All(events.GroupBy(e => e.Key), ofKey =>
        {
            var numbers = ofKey.Select(e => Content(e).Number).ToList();
            Assert.Equal(numbers.Order(), numbers);
        });
    }

    [Fact]
    public async Task A_new_event_of_any_instance_wakes_the_reader()
    {
        var reading = NewInstance();
        await using var reader = await RunningReader.OpenAsync(SourceOf(reading));
        foreach (var writer in new[] { reading, NewInstance() })
        {
            for (var number = 0; number < 5; number++)
            {
                await CommitAsync(writer, [new("a", number)]);
                Assert.Equal(number, Content((await reader.TakeAsync(1, within: TimeSpan.FromSeconds(2)))[0]).Number);
                await Task.Delay(100, Cancelled);
            }
        }
    }

    [Fact]
    public async Task One_of_two_relays_reads_and_the_other_takes_over()
    {
        var instance = NewInstance();
        var second = SourceOf(NewInstance());
        var reader = await RunningReader.OpenAsync(SourceOf(instance));
        await CommitAsync(instance, Numbered(0, 20));
        await reader.TakeAsync(20);

        await Assert.ThrowsAsync<OutboxBusyException>(() => second.OpenAsync(Cancelled));
        reader.Confirm(20);
        await ConfirmationIsKeptAsync(second);
        await Task.Delay(ConfirmationInterval, Cancelled);
        await reader.DisposeAsync();
        await CommitAsync(instance, Numbered(20, 1));

        Assert.Equal(20, Content(Assert.Single(await TakeAsync(second, 1))).Number);
    }

    [Fact]
    public async Task The_newest_and_the_oldest_pending_event_are_reported()
    {
        var instance = NewInstance();
        var source = SourceOf(instance);
        Assert.Equal((null, null), (await source.NewestCommittedAsync(Cancelled), await OldestPendingAsync(source)));

        await CommitAsync(instance, [new("a", 1)]);
        var oldest = await OldestPendingAsync(source);
        await CommitAsync(instance, [new("b", 2)]);

        Assert.NotNull(oldest);
        Assert.Equal(oldest, await OldestPendingAsync(source));
        var events = await TakeAsync(source, 2);
        Assert.Equal(events[1].Id, (await source.NewestCommittedAsync(Cancelled))?.Id);
    }

    [Fact]
    public async Task An_event_too_large_for_the_broker_is_refused_before_the_commit()
    {
        var instance = NewInstance();

        // The key is sent twice.
        await Assert.ThrowsAsync<EventTooLargeException>(() => CommitAsync(instance, [new(new string('k', 460_000), 1)]));
        await CommitAsync(instance, [new("a", 2)]);

        Assert.Equal(new TestEvent("a", 2), Content(Assert.Single(await TakeAsync(SourceOf(instance), 1))));
    }

    [Fact]
    public async Task Unconfirmed_events_do_not_count_as_published()
    {
        var instance = NewInstance();
        var source = SourceOf(instance);
        await CommitAsync(instance, [new("a", 1)]);
        await using var reader = await RunningReader.OpenAsync(source);
        var committedAt = (await reader.TakeAsync(1))[0].CommittedAt;
        var oldest = await OldestPendingAsync(source);
        Assert.NotNull(oldest);
        Assert.True((await source.ProgressAsync(Cancelled)).PublishedUpTo <= oldest);

        reader.Confirm(1);

        await Eventually.IsTrue(async () => (await source.ProgressAsync(Cancelled)).PublishedUpTo > oldest, Cancelled);
        Assert.Null(await OldestPendingAsync(source));
        Assert.True(oldest <= committedAt);
    }

    static async Task<DateTimeOffset?> OldestPendingAsync(IOutboxSource source) => (await source.ProgressAsync(Cancelled)).OldestPending;

    protected static IOutboxSource SourceOf(IServiceProvider instance) => instance.GetRequiredService<IOutboxSource>();

    static IReadOnlyList<TestEvent> Numbered(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(number => new TestEvent("k" + number % 10, number))];

    static TestEvent Content(OutboxMessage @event) => JsonSerializer.Deserialize<TestEvent>(@event.Payload, EventJson.Options)!;
}
