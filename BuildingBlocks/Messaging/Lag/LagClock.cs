namespace DbPerService.Messaging;

/// <summary>
/// The service's database clock between two readings of the outbox, advanced by this process's monotonic clock, and what the outbox
/// contained at the last one. Thread-safe.
/// </summary>
sealed class LagClock(TimeProvider time)
{
    sealed record Look(OutboxProgress Outbox, long At);

    volatile Look? _last;

    /// <summary>When the oldest event was committed that was not in the broker at the last reading, or null if there was none.</summary>
    public DateTimeOffset? OldestPending => _last?.Outbox.OldestPending;

    public void Set(OutboxProgress outbox) => _last = new Look(outbox, time.GetTimestamp());

    /// <summary>Seconds since a time of the database's clock, never below zero; zero for null.</summary>
    public double Age(DateTimeOffset? since)
    {
        var now = _last is { } look ? look.Outbox.Now + time.GetElapsedTime(look.At) : time.GetUtcNow();
        return since is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0;
    }
}
