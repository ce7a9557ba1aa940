namespace DbPerService.Messaging;

/// <summary>
/// Counts the longest gapless run of delivered events from the first one on, while deliveries complete out of order. Thread-safe.
/// </summary>
sealed class DeliveryWatermark
{
    readonly Lock _lock = new();
    bool[] _delivered = new bool[1024];
    long _next;
    long _floor;

    /// <summary>Returns the next number, starting at 0.</summary>
    public long Begin()
    {
        lock (_lock)
        {
            if (_next - _floor == _delivered.Length)
            {
                Grow();
            }

            _delivered[_next % _delivered.Length] = false;
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
        var larger = new bool[_delivered.Length * 2];
        for (var number = _floor; number < _next; number++)
        {
            larger[number % larger.Length] = _delivered[number % _delivered.Length];
        }

        _delivered = larger;
    }
}
