namespace DbPerService.Messaging;

/// <summary>When one subscriber had applied which part of what was published to one topic. Bounded: the oldest is forgotten first.</summary>
sealed class DeliveredTimes
{
    const int Most = 4096;

    readonly PendingSamples<DateTimeOffset> _pending = new();

    // Both columns grow.
    readonly List<(DateTimeOffset PublishedUpTo, TimeSpan At)> _delivered = [];

    /// <param name="publishedUpTo">Every event committed before was in the broker when the sample was taken.</param>
    /// <param name="at">The time after the measurement.</param>
    /// <param name="sample">The broker's logs.</param>
    /// <param name="isReached">Whether the subscriber has applied all that a sample saw.</param>
    public void Add(DateTimeOffset publishedUpTo, TimeSpan at, BrokerSample sample, Func<BrokerSample, bool> isReached)
    {
        _pending.Add(publishedUpTo, sample);
        if (_pending.TakeReached(isReached, out var newest) && (_delivered.Count == 0 || newest > _delivered[^1].PublishedUpTo))
        {
            if (_delivered.Count == Most)
            {
                _delivered.RemoveRange(0, Most / 4);
            }

            _delivered.Add((newest, at));
        }
    }

    /// <summary>Since when an event committed at that time has been delivered, or null.</summary>
    public TimeSpan? Since(DateTimeOffset committedAt)
    {
        var index = _delivered.FindIndex(entry => entry.PublishedUpTo > committedAt);
        return index < 0 ? null : _delivered[index].At;
    }

    public void Clear()
    {
        _pending.Clear();
        _delivered.Clear();
    }
}
