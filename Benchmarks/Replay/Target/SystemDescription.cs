namespace DbPerService.Replay.Target;

internal sealed record SystemDescription
{
    public IReadOnlyList<RunningService> Services { get; init; } = [];
    public IReadOnlyList<RunningEngine> Engines { get; init; } = [];
}

internal sealed record RunningService(string Name, int? Pid, Uri Url, Uri Management);

internal sealed record RunningEngine(string Name, string Engine, int? Pid);
