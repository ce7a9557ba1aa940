using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class BatchDecisionsTests
{
    [Fact]
    public async Task A_batch_is_loaded_decided_and_saved_at_once()
    {
        var loaded = new List<string>();
        var saved = new List<Change<Counter>>();

        await Batch(("a", 1), ("b", 2), ("a", 3), ("c", 0)).DecideAsync(
            added => added.Id,
            (ids, _) =>
            {
                loaded.AddRange(ids);
                return Task.FromResult(new Dictionary<string, Counter> { ["b"] = new("b", 10), ["c"] = new("c", 7) });
            },
            (before, received) => Add(before, received.Event),
            (changes, _) =>
            {
                saved.AddRange(changes);
                return ValueTask.CompletedTask;
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b", "c"], loaded);
        Assert.Equal(
            [(null, 1), (10, 12), (1, 4), (7, 7)], saved.Select(change => (change.Before?.Value, change.After.Value)));
        Assert.Equal([1, 2, 3, null], saved.Select(change => (change.Event as Added)?.Number));
        Assert.Equal(["trace 0", "trace 1", "trace 2", "trace 3"], saved.Select(change => change.TraceParent));
    }

    [Fact]
    public void What_is_written_is_one_change_per_aggregate_without_those_that_stay_as_they_are()
    {
        Counter a = new("a", 1), later = new("a", 2), b = new("b", 1);

        var net = new Change<Counter>[] { new(null, a), new(b, b, new Added("b", 0)), new(a, later) }.Net(counter => counter.Id);

        var change = Assert.Single(net);
        Assert.Null(change.Before);
        Assert.Same(later, change.After);
    }

    static Received<Added>[] Batch(params (string Id, int Number)[] added) =>
        [.. added.Select((a, i) => new Received<Added>(new(a.Id, a.Number), Guid.NewGuid(), DateTimeOffset.UnixEpoch, $"trace {i}"))];

    static Decision<Counter> Add(Counter? before, Added added) =>
        added.Number == 0 ? new(before!) : new(new(added.Id, (before?.Value ?? 0) + added.Number), added);

    sealed record Counter(string Id, int Value);

    sealed record Added(string Id, int Number) : IEvent
    {
        public static string Topic => "added";

        string IEvent.Key => Id;
    }
}
