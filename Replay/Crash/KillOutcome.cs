namespace DbPerService.Replay.Crash;

/// <param name="Name">The target.</param>
/// <param name="Pid">Its process id; null if the load ended before the planned time.</param>
/// <param name="At">Seconds since the first order.</param>
/// <param name="Recoveries">How the affected services recovered.</param>
sealed record KillOutcome(string Name, int? Pid, double? At, IReadOnlyList<Recovery> Recoveries);

/// <param name="Service">A service that was killed, or whose database or broker was.</param>
/// <param name="StartedAfter">Seconds from the kill to the start of its new process; null if its process was not killed.</param>
/// <param name="AppliesAfter">Seconds from the kill to the next event it applied; null if none came in time.</param>
sealed record Recovery(string Service, double? StartedAfter, double? AppliesAfter);
