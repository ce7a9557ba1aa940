namespace DbPerService.Messaging;

/// <summary>The state of this instance's relay.</summary>
enum RelayState
{
    /// <summary>Not reading: starting, or the database or the broker is unavailable.</summary>
    Down,

    /// <summary>Another instance reads the outbox.</summary>
    Standby,

    /// <summary>Reading and publishing.</summary>
    Active,
}

/// <summary>The relay's state, for <c>/sync</c> and the health check.</summary>
sealed class RelayStatus
{
    volatile StateBox _state = new(RelayState.Down);
    OutboxMessage? _newest;
    string? _blocked;
    long _published;

    public RelayState State => _state.Value;

    /// <summary>The newest event that the broker has acknowledged since this process started.</summary>
    public OutboxMessage? NewestPublished => Volatile.Read(ref _newest);

    /// <summary>Events acknowledged since this process started.</summary>
    public long PublishedCount => Interlocked.Read(ref _published);

    /// <summary>What keeps the relay from publishing until an operator helps, or null.</summary>
    public string? Blocked => Volatile.Read(ref _blocked);

    /// <summary>Records that the relay cannot continue; true if the reason is new.</summary>
    public bool Blocks(string reason)
    {
        _state = new StateBox(RelayState.Down);
        return Interlocked.Exchange(ref _blocked, reason) != reason;
    }

    /// <summary>Sets the state; true if it has changed.</summary>
    public bool Becomes(RelayState state)
    {
        var before = _state.Value;
        _state = new StateBox(state);
        return before != state;
    }

    public void Published(OutboxMessage @event)
    {
        Interlocked.Increment(ref _published);
        // What was published may precede the blocked event: then the relay is blocked again, and reports it again.
        Volatile.Write(ref _blocked, null);
        if (_newest is not { } newest || @event.CommittedAt >= newest.CommittedAt)
        {
            Volatile.Write(ref _newest, @event);
        }
    }

    sealed record StateBox(RelayState Value);
}
