namespace DbPerService.Replay.Crash;

/// <summary>A <c>kill -9</c>, at a second after the first order or once a part of the orders is under way.</summary>
internal sealed record PlannedKill(string Name, TimeSpan? After, double? Part);
