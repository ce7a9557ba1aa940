namespace DbPerService.Messaging;

/// <summary>
/// Counts durations in buckets whose bounds grow by 5 %, from a tenth of a millisecond to an hour, so that a quantile is known within
/// 5 %. Thread-safe.
/// </summary>
sealed class LagHistogram
{
    const double First = 0.0001;
    const double Growth = 1.05;
    static readonly double LogGrowth = Math.Log(Growth);
    static readonly int Buckets = IndexOf(3600) + 1;

    readonly Lock _lock = new();
    readonly long[] _counts = new long[Buckets];
    long _count;
    double _max;

    public void Record(double seconds)
    {
        lock (_lock)
        {
            _counts[Math.Min(IndexOf(seconds), Buckets - 1)]++;
            _count++;
            _max = Math.Max(_max, seconds);
        }
    }

    public LagSummary Summary()
    {
        lock (_lock)
        {
            var buckets = new List<LagBucket>();
            for (var i = 0; i < Buckets; i++)
            {
                if (_counts[i] > 0)
                {
                    buckets.Add(new LagBucket(Math.Round(UpperBound(i), 7), _counts[i]));
                }
            }

            return new LagSummary(_count, Quantile(0.5), Quantile(0.95), Quantile(0.99), _max, buckets);
        }
    }

    double Quantile(double quantile)
    {
        var rank = (long)Math.Ceiling(_count * quantile);
        long seen = 0;
        for (var i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= rank && rank > 0)
            {
                return Math.Min(Math.Round(UpperBound(i), 7), _max);
            }
        }

        return 0;
    }

    static int IndexOf(double seconds) => seconds <= First ? 0 : (int)Math.Ceiling(Math.Log(seconds / First) / LogGrowth);

    static double UpperBound(int index) => First * Math.Pow(Growth, index);
}

/// <summary>Durations in seconds since the process started. A quantile is the upper bound of its bucket.</summary>
sealed record LagSummary(long Count, double P50, double P95, double P99, double Max, IReadOnlyList<LagBucket> Buckets);

/// <summary>The number of durations of at most <paramref name="Le"/> seconds and above the previous bucket.</summary>
sealed record LagBucket(double Le, long Count);
