namespace DbPerService.FaultyNetwork;

/// <summary>The faults of a link. The default has none.</summary>
sealed record Faults
{
    public TimeSpan Delay { get; init; }

    public int? BytesPerSecond { get; init; }

    public Direction Swallowed { get; init; }

    public ReplyCut? ReplyCut { get; init; }

    public bool Swallows(Direction direction) => (Swallowed & direction) != 0;
}
