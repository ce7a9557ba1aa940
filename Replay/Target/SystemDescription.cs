namespace DbPerService.Replay.Target;

sealed record SystemDescription
{
    public IReadOnlyList<RunningService> Services { get; init; } = [];
    public IReadOnlyList<RunningEngine> Engines { get; init; } = [];
    public IReadOnlyList<RunningLink> Links { get; init; } = [];

    /// <summary>Whether a service can be started with a wrong clock.</summary>
    public bool FalseClocks { get; init; }
}

sealed record RunningService(string Name, int? Pid, Uri Url, Uri Management);

sealed record RunningEngine(string Name, string Engine, int? Pid, int Port = 0);

sealed record RunningLink(string Name, Uri Control);
