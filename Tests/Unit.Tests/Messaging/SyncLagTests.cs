using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class SyncLagTests
{
    [Fact]
    public void Invented_sources_do_not_grow_the_metrics_without_bound()
    {
        var lag = new SyncLag(new MessagingOptions { Service = "test" }, TimeProvider.System);

        lag.Applied([.. Enumerable.Range(0, 1000).Select(n => Message("source" + n))], DateTimeOffset.UnixEpoch, TimeSpan.Zero);

        var edges = lag.Edges.Select(edge => edge.Status()).ToList();
        Assert.InRange(edges.Count, 2, 250);
        Assert.Equal(1000, edges.Sum(edge => edge.Applied));
    }

    static ConsumedMessage Message(string source) =>
        new("things", 0, 0, "a", Guid.Empty, "Opened", source, DateTimeOffset.UnixEpoch, [], null, null);
}
