namespace DbPerService.FaultyNetwork;

/// <summary>What a link does to the bytes that go through it. The default does nothing.</summary>
sealed record Faults
{
    public TimeSpan Delay { get; init; }

    public int? BytesPerSecond { get; init; }

    public Direction Swallowed { get; init; }

    public ReplyCut? ReplyCut { get; init; }

    public bool Swallows(Direction direction) => (Swallowed & direction) != 0;
}
