using DbPerService.Replay.Target;

namespace DbPerService.Replay.Measure;

/// <summary>
/// Sync lag of one edge over the run, computed from differences of a service's running totals. A quantile is the upper bound of its
/// bucket, so it is never better than reality.
/// </summary>
sealed class LagBuckets
{
    readonly SortedDictionary<double, long> _counts = [];
    double _max;

    public long Count => _counts.Values.Sum();

    public void Add(IReadOnlyList<SyncBucket> now, IReadOnlyList<SyncBucket> before, double? maxSinceStart)
    {
        var known = before.ToDictionary(x => Bound(x), x => x.Count);
        foreach (var bucket in now)
        {
            var more = bucket.Count - known.GetValueOrDefault(Bound(bucket));
            if (more > 0)
            {
                _counts[Bound(bucket)] = _counts.GetValueOrDefault(Bound(bucket)) + more;
            }
        }
        _max = Math.Max(_max, maxSinceStart ?? double.PositiveInfinity);
    }

    public Quantiles? Read()
    {
        var count = Count;
        return count == 0 ? null : new Quantiles(count, Rank(0.5, count), Rank(0.95, count), Rank(0.99, count), Rank(1, count));
    }

    double Rank(double part, long count)
    {
        var wanted = (long)Math.Ceiling(part * count);
        var seen = 0L;
        foreach (var (bound, inBucket) in _counts)
        {
            seen += inBucket;
            if (seen >= wanted)
            {
                return Math.Min(bound, _max);
            }
        }
        return _max;
    }

    static double Bound(SyncBucket bucket) => bucket.Le ?? double.PositiveInfinity;
}
