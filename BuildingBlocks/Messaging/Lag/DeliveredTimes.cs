namespace DbPerService.Messaging;

/// <summary>When one subscriber had applied which part of one topic. Bounded: the oldest entries are dropped first.</summary>
sealed class DeliveredTimes
{
    readonly PendingSamples<DateTimeOffset> _pending = new();
    readonly KnownTimes _delivered = new();

    /// <param name="publishedUpTo">Every event committed before this time was in the broker when the sample was taken.</param>
    /// <param name="at">The time after the measurement.</param>
    /// <param name="sample">The broker's logs.</param>
    /// <param name="isReached">Whether the subscriber has applied everything that a sample saw.</param>
    public void Add(DateTimeOffset publishedUpTo, TimeSpan at, BrokerSample sample, Func<BrokerSample, bool> isReached)
    {
        _pending.Add(publishedUpTo, sample);
        if (_pending.TakeReached(isReached, out var newest))
        {
            _delivered.Add(newest, at);
        }
    }

    /// <summary>Since when an event committed at that time has been delivered, or null.</summary>
    public TimeSpan? Since(DateTimeOffset committedAt) => _delivered.Since(committedAt);

    public void Clear()
    {
        _pending.Clear();
        _delivered.Clear();
    }
}
