using DbPerService.Replay.Measure;
using DbPerService.Replay.Target;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class LagEdgesTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly LagEdges _edges = new();

    [Fact]
    public void Values_before_the_first_sample_do_not_count()
    {
        Take(Start, max: 9, (0.001, 50), (9, 1));
        Take(Start, max: 9, (0.001, 60), (0.002, 10), (9, 1));

        var (edge, lag) = Assert.Single(_edges.Read());
        Assert.Equal(new Edge("orders", "payments", "OrderPlaced"), edge);
        Assert.Equal(new Quantiles(20, 0.001, 0.002, 0.002, 0.002), lag);
    }

    [Fact]
    public void A_restart_begins_at_zero_and_keeps_earlier_samples()
    {
        Take(Start, max: 0.001, (0.001, 100));
        Take(Start, max: 0.001, (0.001, 110));
        Take(Start.AddMinutes(1), max: 0.5, (0.001, 4), (0.5, 6));

        Assert.Equal(new Quantiles(20, 0.001, 0.5, 0.5, 0.5), _edges.Read()[0].Lag);
    }

    [Fact]
    public void The_maximum_is_the_services_own_maximum()
    {
        Take(Start, max: 0);
        Take(Start, max: 0.0052, (0.005, 10), (0.006, 1));

        Assert.Equal(0.0052, _edges.Read()[0].Lag.Max);
    }

    [Fact]
    public void The_last_bucket_has_no_upper_bound()
    {
        Take(Start, max: 0);
        Take(Start, max: 4000, (0.005, 1), (null, 1));

        Assert.Equal(4000, _edges.Read()[0].Lag.P99);
    }

    [Fact]
    public void An_edge_without_events_is_left_out()
    {
        Take(Start, max: 1, (1, 5));
        Take(Start, max: 1, (1, 5));

        Assert.Empty(_edges.Read());
    }

    void Take(DateTimeOffset startedAt, double max, params (double? Le, long Count)[] buckets) => _edges.Take(new SyncState
    {
        Service = "payments",
        StartedAt = startedAt,
        Subscriptions =
        [
            new SyncSubscription
            {
                Source = "/orders",
                Type = "OrderPlaced",
                Lag = new SyncLagSnapshot(max),
                Buckets = [.. buckets.Select(x => new SyncBucket(x.Le, x.Count))]
            }
        ]
    });
}
