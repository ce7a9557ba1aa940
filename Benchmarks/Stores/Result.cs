namespace DbPerService.Benchmarks.Stores;

/// <summary>How orders arrive: orders per unit of work, and concurrent units.</summary>
sealed record Way(string Name, int BatchSize, int Writers);

sealed record Result(string Store, Way Way, long Orders, TimeSpan Elapsed)
{
    public double Rate => Orders / Elapsed.TotalSeconds;
}
