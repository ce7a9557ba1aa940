namespace DbPerService.Replay.Options;

/// <summary>Which shop is made up, and where it is written.</summary>
sealed record GenerateOptions
{
    public required string Folder { get; init; }
    public int Seed { get; init; } = 42;
    public int Products { get; init; } = 20;
    public int Customers { get; init; } = 15;
    public int Orders { get; init; } = 60;
}
