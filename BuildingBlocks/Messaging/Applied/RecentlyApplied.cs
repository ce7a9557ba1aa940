namespace DbPerService.Messaging;

/// <summary>The events that this process has applied lately, so that a read that waits for one of them need not ask the database.</summary>
sealed class RecentlyApplied
{
    const int Capacity = 20_000;

    readonly Lock _lock = new();
    readonly HashSet<Guid> _ids = [];
    readonly Queue<Guid> _oldest = new();
    readonly Dictionary<Guid, List<Waiter>> _waiters = [];

    /// <summary>Adds events whose effects are committed, and wakes those that wait for them.</summary>
    public void Add(IEnumerable<Guid> ids)
    {
        lock (_lock)
        {
            foreach (var id in ids)
            {
                if (!_ids.Add(id))
                {
                    continue;
                }

                _oldest.Enqueue(id);
                if (_oldest.Count > Capacity)
                {
                    _ids.Remove(_oldest.Dequeue());
                }

                if (_waiters.Remove(id, out var waiters))
                {
                    waiters.ForEach(waiter => waiter.Arrived());
                }
            }
        }
    }

    /// <summary>Removes the events that are known to be applied.</summary>
    public void RemoveFrom(HashSet<Guid> ids)
    {
        lock (_lock)
        {
            ids.ExceptWith(_ids);
        }
    }

    /// <summary>Waits for events until this process has applied them all, or the time is over.</summary>
    public async Task WaitAsync(IReadOnlyCollection<Guid> ids, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        var waiter = new Waiter();
        lock (_lock)
        {
            foreach (var id in ids.Where(id => !_ids.Contains(id)))
            {
                if (!_waiters.TryGetValue(id, out var others))
                {
                    _waiters.Add(id, others = []);
                }

                others.Add(waiter);
                waiter.Missing++;
            }

            if (waiter.Missing == 0)
            {
                return;
            }
        }

        try
        {
            await waiter.AllArrived.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Another instance may have applied them.
        }
        finally
        {
            Forget(ids, waiter);
        }
    }

    void Forget(IReadOnlyCollection<Guid> ids, Waiter waiter)
    {
        lock (_lock)
        {
            foreach (var id in ids)
            {
                if (_waiters.TryGetValue(id, out var others) && others.Remove(waiter) && others.Count == 0)
                {
                    _waiters.Remove(id);
                }
            }
        }
    }

    sealed class Waiter
    {
        readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Missing { get; set; }

        public Task AllArrived => _all.Task;

        public void Arrived()
        {
            if (--Missing == 0)
            {
                _all.SetResult();
            }
        }
    }
}
