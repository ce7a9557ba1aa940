namespace DbPerService.Messaging;

/// <summary>
/// Counts the longest gapless run of delivered events from the first one on, while deliveries complete out of order. Thread-safe.
/// </summary>
sealed class DeliveryWatermark
{
    readonly Lock _lock = new();
    bool[] _delivered = new bool[1024];
    long[] _begun = new long[1024];
    long _next;
    long _floor;

    /// <summary>When the first event that is not delivered was begun, or null when all are delivered.</summary>
    public long? Oldest
    {
        get
        {
            lock (_lock)
            {
                return _floor < _next ? _begun[_floor % _begun.Length] : null;
            }
        }
    }

    /// <summary>Returns the next number, starting at 0.</summary>
    /// <param name="timestamp">The current timestamp, for <see cref="Oldest"/>.</param>
    public long Begin(long timestamp)
    {
        lock (_lock)
        {
            if (_next - _floor == _delivered.Length)
            {
                Grow();
            }

            _delivered[_next % _delivered.Length] = false;
            _begun[_next % _begun.Length] = timestamp;
            return _next++;
        }
    }

    /// <summary>Marks a number as delivered.</summary>
    /// <returns>How many events, from the first on, are delivered without a gap.</returns>
    public long Complete(long number)
    {
        lock (_lock)
        {
            _delivered[number % _delivered.Length] = true;
            while (_floor < _next && _delivered[_floor % _delivered.Length])
            {
                _floor++;
            }

            return _floor;
        }
    }

    void Grow()
    {
        var (delivered, begun) = (new bool[_delivered.Length * 2], new long[_begun.Length * 2]);
        for (var number = _floor; number < _next; number++)
        {
            delivered[number % delivered.Length] = _delivered[number % _delivered.Length];
            begun[number % begun.Length] = _begun[number % _begun.Length];
        }

        (_delivered, _begun) = (delivered, begun);
    }
}
