namespace DbPerService.Messaging;

/// <summary>
/// Samples of the broker that someone has not reached yet, oldest first, each with a value. Bounded: of many every second one is dropped,
/// so that what is known comes later, never earlier.
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

    /// <summary>Takes all that were reached out.</summary>
    /// <returns>Whether any was; then <paramref name="newest"/> is the value of the newest of them.</returns>
    public bool TakeReached(Func<BrokerSample, bool> isReached, out T newest)
    {
        // Ends of logs only grow: who has reached a sample has reached those before.
        var reached = _samples.FindLastIndex(entry => isReached(entry.Sample)) + 1;
        newest = reached > 0 ? _samples[reached - 1].Value : default!;
        _samples.RemoveRange(0, reached);
        return reached > 0;
    }

    public void Clear() => _samples.Clear();
}
