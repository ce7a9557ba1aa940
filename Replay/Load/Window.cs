using DbPerService.Replay.Target;

namespace DbPerService.Replay.Load;

/// <summary>
/// The accepted orders that are not known to be finished. Updated from Orders' list of unfinished orders, usually from its first entry
/// only: every order with a lower id is finished. Cheap enough to poll twenty times per second.
/// </summary>
sealed class Window(int limit)
{
    readonly Lock _gate = new();
    List<(long Sequence, Guid Id)> _open = [];
    TaskCompletionSource _room = NewSignal();
    long _accepted;
    int _posting;

    public int Unfinished
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    public long Accepted
    {
        get
        {
            lock (_gate)
            {
                return _accepted;
            }
        }
    }

    public IReadOnlyList<Guid> Ids
    {
        get
        {
            lock (_gate)
            {
                return [.. _open.Select(x => x.Id)];
            }
        }
    }

    /// <summary>Whether one of the first <paramref name="accepted"/> orders is unfinished.</summary>
    public bool HasUnfinished(long accepted)
    {
        lock (_gate)
        {
            return _open.Exists(x => x.Sequence <= accepted);
        }
    }

    /// <summary>Adds an order in progress, whether or not there is room.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            _posting++;
        }
    }

    /// <summary>Waits until there is room for another order.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_open.Count + _posting < limit)
                {
                    _posting++;
                    return;
                }
                room = _room.Task;
            }
            await room.WaitAsync(cancellation);
        }
    }

    public void Leave(Guid? acceptedId)
    {
        lock (_gate)
        {
            _posting--;
            if (acceptedId is { } id)
            {
                _open.Add((++_accepted, id));
            }
            else
            {
                Signal();
            }
        }
    }

    /// <summary>Updates the window from the list of unfinished orders (lowest ids first).</summary>
    /// <param name="mark"><see cref="Accepted"/> before the request: later orders cannot be in the list.</param>
    /// <param name="unfinished">The ids in the list.</param>
    /// <param name="more">Whether the list continues after these.</param>
    /// <returns>Whether another order turned out to be finished.</returns>
    public bool Saw(long mark, IReadOnlyList<OrderHead> unfinished, bool more)
    {
        var seen = unfinished.Select(x => x.Id).ToHashSet();
        var last = more ? unfinished[^1].Id : Guid.AllBitsSet;
        lock (_gate)
        {
            var before = _open.Count;
            _open = [.. _open.Where(x => x.Sequence > mark || seen.Contains(x.Id) || x.Id > last)];
            if (_open.Count == before)
            {
                return false;
            }

            Signal();
            return true;
        }
    }

    void Signal()
    {
        var room = _room;
        _room = NewSignal();
        room.SetResult();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
