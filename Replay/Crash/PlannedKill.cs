namespace DbPerService.Replay.Crash;

/// <summary>A <c>kill -9</c> at a time after the first order, or once a share of the orders has been started.</summary>
sealed record PlannedKill(string Name, TimeSpan? After, double? Part);
