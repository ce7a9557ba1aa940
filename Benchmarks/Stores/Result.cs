namespace DbPerService.Benchmarks.Stores;

/// <summary>How orders come: so many in a unit of work, so many units at a time.</summary>
sealed record Way(string Name, int BatchSize, int Writers);

sealed record Result(string Store, Way Way, long Orders, TimeSpan Elapsed)
{
    public double Rate => Orders / Elapsed.TotalSeconds;
}
