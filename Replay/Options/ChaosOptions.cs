namespace DbPerService.Replay.Options;

/// <param name="Seed">What the faults are drawn from.</param>
/// <param name="Duration">All faults are over by then, counted from the first order.</param>
/// <param name="Settle">How soon after the last fault everything must be final.</param>
sealed record ChaosOptions(int Seed, TimeSpan Duration, TimeSpan Settle);
