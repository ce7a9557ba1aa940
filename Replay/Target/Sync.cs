namespace DbPerService.Replay.Target;

sealed record SyncState
{
    public required string Service { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public IReadOnlyList<SyncSubscription> Subscriptions { get; init; } = [];
}

sealed record SyncSubscription
{
    public required string Source { get; init; }
    public required string Type { get; init; }
    public long Applied { get; init; }
    public SyncLagSnapshot? Lag { get; init; }
    public IReadOnlyList<SyncBucket> Buckets { get; init; } = [];
}

sealed record SyncLagSnapshot(double? Max);

/// <param name="Le">Upper bound in seconds; null for everything above the last bound.</param>
/// <param name="Count">Events in this bucket only, since the service started.</param>
sealed record SyncBucket(double? Le, long Count);
