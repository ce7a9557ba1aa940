namespace DbPerService.Replay.Options;

/// <summary>Which system is judged.</summary>
sealed record VerifyOptions
{
    public required string System { get; init; }
    public string? Report { get; init; }

    /// <summary>How long sagas that are under way may take to end.</summary>
    public required TimeSpan Patience { get; init; }
}
