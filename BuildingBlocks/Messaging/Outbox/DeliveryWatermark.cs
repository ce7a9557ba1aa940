namespace DbPerService.Messaging;

/// <summary>
/// Counts the longest unbroken run of delivered events from the first on, while deliveries complete out of order.
/// Thread-safe.
/// </summary>
sealed class DeliveryWatermark
{
    readonly Lock _lock = new();
    (bool Delivered, DateTimeOffset CommittedAt)[] _events = new (bool, DateTimeOffset)[1024];
    long _next;
    long _floor;

    /// <summary>When the first event that is not delivered was committed, or null when all are.</summary>
    public DateTimeOffset? OldestOutstanding
    {
        get
        {
            lock (_lock)
            {
                return _floor < _next ? _events[_floor % _events.Length].CommittedAt : null;
            }
        }
    }

    /// <summary>Takes the next number, starting at 0.</summary>
    public long Begin(DateTimeOffset committedAt)
    {
        lock (_lock)
        {
            if (_next - _floor == _events.Length)
            {
                Grow();
            }

            _events[_next % _events.Length] = (false, committedAt);
            return _next++;
        }
    }

    /// <summary>Marks a number as delivered.</summary>
    /// <returns>How many events, from the first on, are delivered without a gap.</returns>
    public long Complete(long number)
    {
        lock (_lock)
        {
            _events[number % _events.Length].Delivered = true;
            while (_floor < _next && _events[_floor % _events.Length].Delivered)
            {
                _floor++;
            }

            return _floor;
        }
    }

    void Grow()
    {
        var larger = new (bool, DateTimeOffset)[_events.Length * 2];
        for (var number = _floor; number < _next; number++)
        {
            larger[number % larger.Length] = _events[number % _events.Length];
        }

        _events = larger;
    }
}
