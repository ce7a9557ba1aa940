namespace DbPerService.Replay.Measure;

/// <summary>p50, p95, p99 and maximum of some durations, in seconds.</summary>
sealed record Quantiles(long Count, double P50, double P95, double P99, double Max)
{
    public static Quantiles? Of(IEnumerable<TimeSpan> durations)
    {
        var sorted = durations.Select(x => x.TotalSeconds).Order().ToArray();
        return sorted.Length == 0
            ? null
            : new Quantiles(sorted.Length, Rank(sorted, 0.5), Rank(sorted, 0.95), Rank(sorted, 0.99), sorted[^1]);
    }

    /// <summary>The smallest value that is not exceeded by at least this share of all.</summary>
    static double Rank(double[] sorted, double part) => sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
}
