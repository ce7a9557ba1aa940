using DbPerService.Replay.Target;

namespace DbPerService.Replay.Load;

/// <summary>
/// The accepted orders that are not known to be finished. Kept by looking at Orders' list of unfinished orders,
/// most of the time at its first entry only: whatever has a lower id is finished. Cheap enough for twenty looks a second.
/// </summary>
internal sealed class Window(int limit)
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
                return _open.Count;
        }
    }

    public long Accepted
    {
        get
        {
            lock (_gate)
                return _accepted;
        }
    }

    public IReadOnlyList<Guid> Ids
    {
        get
        {
            lock (_gate)
                return [.. _open.Select(x => x.Id)];
        }
    }

    /// <summary>Whether an order is unfinished that was among the first <paramref name="accepted"/> to be accepted.</summary>
    public bool HasUnfinished(long accepted)
    {
        lock (_gate)
            return _open.Exists(x => x.Sequence <= accepted);
    }

    /// <summary>One more order is on its way, whether there is room or not.</summary>
    public void Enter()
    {
        lock (_gate)
            _posting++;
    }

    /// <summary>Waits until one more order may be on its way.</summary>
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

    /// <summary>Takes in a look at the list of unfinished orders (lowest ids first).</summary>
    /// <param name="mark"><see cref="Accepted"/> before the look: what came later cannot be in it.</param>
    /// <param name="unfinished">The ids seen.</param>
    /// <param name="more">Whether the list goes on after these.</param>
    /// <returns>Whether an order was found to be finished.</returns>
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
