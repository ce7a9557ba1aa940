using System.Runtime.CompilerServices;
using DbPerService.Contracts;
using DbPerService.Databases;
using DbPerService.Messaging;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;
using DbPerService.OrderHistory.Rebuild;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbPerService.Tests.Conformance;

/// <summary>The rebuild of the view beside the live one.</summary>
public abstract partial class HistoryStoreConformance
{
    readonly TestTopics _topics = new();

    [Fact]
    public async Task A_rebuild_under_writes_switches_with_equal_digests_and_without_a_failed_read()
    {
        for (var n = 0; n < 120; n++)
        {
            await ArriveAsync(n, isApplied: true);
        }

        using var stop = new CancellationTokenSource();
        var reads = Task.Run(() => ReadAllAlongAsync(_topics.Orders[..100], stop.Token), Cancelled);
        var writes = Task.Run(async () =>
        {
            for (var n = 120; !stop.IsCancellationRequested; n++)
            {
                await ArriveAsync(n, isApplied: true);
            }
        }, Cancelled);

        var report = await RebuildAsync();
        await stop.CancelAsync();
        await Task.WhenAll(reads, writes);

        Assert.Equal((RebuildOutcome.Switched, null), (report.Outcome, report.Reason));
        Assert.True(report.Comparison!.Agrees, $"{report.Comparison}");
        Assert.Equal((2, null), ((await Views.LoadAsync(Cancelled)).State.Live, (await Views.LoadAsync(Cancelled)).State.Rebuild));
        foreach (var order in _topics.Orders)
        {
            Assert.Equal(2, (await FindAsync(order))!.Events.Count);
        }

        Assert.True(await reads > 0);
    }

    [Fact]
    public async Task A_rebuild_mends_what_the_live_view_has_lost()
    {
        await ArriveAsync(0, isApplied: true);
        await ArriveAsync(1, isApplied: false);

        var report = await RebuildAsync();

        Assert.Equal((RebuildOutcome.Switched, 0, 1), (report.Outcome, report.Comparison!.Lacking, report.Comparison.Added));
        Assert.NotNull(await FindAsync(_topics.Orders[1]));
    }

    [Fact]
    public async Task A_rebuild_that_lacks_something_is_kept_from_going_live_unless_forced()
    {
        await ArriveAsync(0, isApplied: true);
        var order = Guid.CreateVersion7();
        await MergeAsync(Placed(order, Noon));

        var kept = await RebuildAsync();
        Assert.Equal((RebuildOutcome.Kept, 1), (kept.Outcome, kept.Comparison!.Lacking));
        Assert.NotNull(await FindAsync(order));

        var forced = await RebuildAsync(new(Force: true));
        Assert.Equal(RebuildOutcome.Switched, forced.Outcome);
        Assert.Null(await FindAsync(order));
        Assert.Equal(3, (await Views.LoadAsync(Cancelled)).State.Live);
    }

    [Fact]
    public async Task A_topic_without_its_beginning_is_refused_unless_it_is_compacted()
    {
        await ArriveAsync(0, isApplied: true);
        _topics.First[Topics.Users] = 5;
        Assert.Equal(RebuildOutcome.Switched, (await RebuildAsync()).Outcome);

        _topics.First[Topics.Payments] = 7;
        var refused = await RebuildAsync();

        Assert.Equal(RebuildOutcome.Failed, refused.Outcome);
        Assert.Contains("payments", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_topics_no_longer_hold_is_carried_over_from_the_live_view_on_request()
    {
        await ArriveAsync(0, isApplied: true);
        await ArriveAsync(1, isApplied: false);
        var order = Guid.CreateVersion7();
        await MergeAsync(Placed(order, Noon), new HistoryEntry(_topics.Orders[0]) { Captured = new(Noon, order, 1m, "EUR") });
        await MergeAsync(User("Maria", 1));
        _topics.First[Topics.Payments] = 5;

        var report = await RebuildAsync(new(CarryOver: true));

        Assert.Equal((RebuildOutcome.Switched, 3), (report.Outcome, report.CarriedOver));
        Assert.Equal((0, 1), (report.Comparison!.Lacking, report.Comparison.Added));
        Assert.Equal(3, (await FindAsync(_topics.Orders[0]))!.Events.Count);
        Assert.NotNull(await FindAsync(_topics.Orders[1]));
        Assert.NotNull(await FindAsync(order));
        Assert.Single(await SubjectsAsync());
    }

    [Fact]
    public async Task A_rebuild_that_dies_half_way_leaves_the_live_view_alone_and_another_follows()
    {
        await ArriveAsync(0, isApplied: true);
        var rebuild = Rebuild(Instance);
        var died = await rebuild.TryBeginAsync(new(), Cancelled);
        await UnitAsync<IHistoryStore>(
            Instance, store => store.MergeAsync([Placed(_topics.Orders[0], Noon)], died!.Generation, Cancelled));

        Assert.Null(await Rebuild(NewInstance()).TryBeginAsync(new(Force: true), Cancelled));
        Assert.NotNull(await FindAsync(_topics.Orders[0]));

        _clock.UtcNow = _clock.UtcNow.AddMinutes(1);
        var next = await RebuildAsync();
        await rebuild.RunAsync(died!, Cancelled);

        Assert.Equal((RebuildOutcome.Switched, 3), (next.Outcome, next.Generation));
        Assert.Equal(3, (await Views.LoadAsync(Cancelled)).State.Live);
    }

    [Fact]
    public async Task An_event_that_the_database_refuses_is_left_out_and_counted()
    {
        await ArriveAsync(0, isApplied: true);
        _topics.Add(new OrderCancelled(Guid.CreateVersion7(), "\0" + new string('x', 17 * 1024 * 1024)), Noon);
        await ArriveAsync(1, isApplied: true);

        var report = await RebuildAsync();

        Assert.Equal((RebuildOutcome.Switched, 1), (report.Outcome, report.Skipped));
    }

    async Task<RebuildReport> RebuildAsync(RebuildOptions? options = null)
    {
        var rebuild = Rebuild(Instance);
        var begun = await rebuild.TryBeginAsync(options ?? new(), Cancelled);
        Assert.NotNull(begun);
        await rebuild.RunAsync(begun, Cancelled);
        return (await Views.LoadAsync(Cancelled)).State.Report!;
    }

    ViewRebuild Rebuild(IServiceProvider instance) => new(
        instance.GetRequiredService<IViewStore>(), instance.GetRequiredService<IServiceScopeFactory>(), _topics, _clock,
        TimeProvider.System, NullLogger<ViewRebuild>.Instance);

    /// <summary>An order is published, and applied as by the consumer; its payment follows.</summary>
    async Task ArriveAsync(int number, bool isApplied)
    {
        var order = Guid.CreateVersion7();
        var at = Noon.AddSeconds(number);
        object[] events =
        [
            new OrderPlaced(order, "ALFKI", "EUR", 12.50m, "sealed", [new("11", 1, 12.50m)]),
            new PaymentAuthorized(order, order, 12.50m, "EUR"),
        ];
        foreach (var @event in events)
        {
            _topics.Add(@event, at);
            if (isApplied)
            {
                await MergeAsync(HistoryFacts.EntryOf(@event, at)!);
            }
        }

        _topics.Orders.Add(order);
    }

    /// <returns>How many reads there were; each found its order.</returns>
    async Task<int> ReadAllAlongAsync(List<Guid> orders, CancellationToken stopped)
    {
        var reads = 0;
        for (; !stopped.IsCancellationRequested; reads++)
        {
            Assert.NotNull(await FindAsync(orders[reads % orders.Count]));
            Assert.Equal(5, (await ListAsync(5)).Count);
        }

        return reads;
    }

    readonly SetClock _clock = new() { UtcNow = new DateTimeOffset(Noon.AddYears(1)) };

    sealed class SetClock : IDatabaseClock
    {
        public DateTimeOffset UtcNow { get; set; }
    }

    /// <summary>Topics that hold what was added.</summary>
    sealed class TestTopics : ITopicReplay
    {
        const int BatchSize = 50;

        readonly List<ReplayedEvent> _events = [];

        public List<Guid> Orders { get; } = [];

        /// <summary>The first offset of topics whose beginning is gone.</summary>
        public Dictionary<string, long> First { get; } = [];

        public void Add(object @event, DateTime at)
        {
            lock (_events)
            {
                _events.Add(new(@event, Guid.CreateVersion7(), at));
            }
        }

        public Task<IReadOnlyList<TopicExtent>> ExtentsAsync(CancellationToken cancellationToken)
        {
            lock (_events)
            {
                return Task.FromResult<IReadOnlyList<TopicExtent>>(
                [
                    new(Topics.Orders, 0, 0, _events.Count),
                    .. First.Select(first => new TopicExtent(first.Key, 0, first.Value, first.Value)),
                ]);
            }
        }

        public async IAsyncEnumerable<ReplayedBatch> ReadAsync(
            IReadOnlyList<TopicExtent> extents, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var at = 0; at < extents[0].End; at += BatchSize)
            {
                List<ReplayedEvent> batch;
                lock (_events)
                {
                    batch = _events.GetRange(at, (int)Math.Min(BatchSize, extents[0].End - at));
                }

                await Task.Yield();
                yield return new(batch, batch.Count, 0);
            }
        }
    }
}
