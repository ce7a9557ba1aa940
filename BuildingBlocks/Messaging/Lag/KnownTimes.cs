namespace DbPerService.Messaging;

/// <summary>
/// When something became known about all events that were committed before a time. Bounded: the oldest entries are dropped first, so that
/// something becomes known later than it could, never earlier.
/// </summary>
sealed class KnownTimes
{
    const int Most = 4096;

    // Both columns are increasing.
    readonly List<(DateTimeOffset CommittedBefore, TimeSpan At)> _known = [];

    public void Add(DateTimeOffset committedBefore, TimeSpan at)
    {
        if (_known.Count > 0 && committedBefore <= _known[^1].CommittedBefore)
        {
            return;
        }

        if (_known.Count == Most)
        {
            _known.RemoveRange(0, Most / 4);
        }

        _known.Add((committedBefore, at));
    }

    /// <summary>Since when it has been known about an event committed at that time, or null.</summary>
    public TimeSpan? Since(DateTimeOffset committedAt)
    {
        var index = _known.FindIndex(entry => entry.CommittedBefore > committedAt);
        return index < 0 ? null : _known[index].At;
    }

    public void Clear() => _known.Clear();
}
