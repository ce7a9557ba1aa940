namespace DbPerService.Replay.Crash;

/// <param name="Name">What was killed.</param>
/// <param name="Pid">Its process id; null when the plan's moment never came.</param>
/// <param name="At">Seconds since the first order.</param>
/// <param name="Recoveries">How the services that felt it came back.</param>
internal sealed record KillOutcome(string Name, int? Pid, double? At, IReadOnlyList<Recovery> Recoveries);

/// <param name="Service">A service that was killed, or whose database or broker was.</param>
/// <param name="StartedAfter">Seconds from the kill to the start of its new process; null when it kept its process.</param>
/// <param name="AppliesAfter">Seconds from the kill to the first event it applied after it; null when none came in time.</param>
internal sealed record Recovery(string Service, double? StartedAfter, double? AppliesAfter);
