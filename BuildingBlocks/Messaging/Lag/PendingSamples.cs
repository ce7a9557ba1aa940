namespace DbPerService.Messaging;

/// <summary>
/// Samples of the broker that a subscriber has not reached yet, oldest first, each with a value. Bounded: when there are too many, every
/// second one is dropped, so that something becomes known later than it could, never earlier.
/// </summary>
sealed class PendingSamples<T>
{
    const int Most = 256;

    readonly List<(T Value, BrokerSample Sample)> _samples = [];

    public void Add(T value, BrokerSample sample)
    {
        if (_samples.Count == Most)
        {
            var number = 0;
            _samples.RemoveAll(_ => number++ % 2 == 1);
        }

        _samples.Add((value, sample));
    }

    /// <summary>Removes all samples that were reached.</summary>
    /// <returns>Whether there were any; then <paramref name="newest"/> is the value of the newest of them.</returns>
    public bool TakeReached(Func<BrokerSample, bool> isReached, out T newest)
    {
        // The ends of logs only grow: a subscriber that has reached a sample has reached those before.
        var reached = _samples.FindLastIndex(entry => isReached(entry.Sample)) + 1;
        newest = reached > 0 ? _samples[reached - 1].Value : default!;
        _samples.RemoveRange(0, reached);
        return reached > 0;
    }

    public void Clear() => _samples.Clear();
}
