using System.Diagnostics;

namespace DbPerService.FaultyNetwork;

/// <summary>The current faults of a link, and the waits that they cause.</summary>
sealed class Conditions
{
    readonly Lock _gate = new();
    readonly Dictionary<Direction, long> _busyUntil = [];
    Faults _faults = new();
    TaskCompletionSource _changed = NewSignal();
    long _swallowedBytes;

    public Faults Now => Volatile.Read(ref _faults);

    public long SwallowedBytes => Volatile.Read(ref _swallowedBytes);

    public void Swallow(int bytes) => Interlocked.Add(ref _swallowedBytes, bytes);

    public void Change(Func<Faults, Faults> change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            var before = _faults;
            Volatile.Write(ref _faults, change(before));
            if (before.ReplyCut != _faults.ReplyCut)
            {
                before.ReplyCut?.Cancel();
            }
            _busyUntil.Clear();
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    /// <summary>Waits for the delay and the throttle; a change of faults ends the wait.</summary>
    public ValueTask PassAsync(Direction direction, int bytes)
    {
        Task changed;
        TimeSpan wait;
        lock (_gate)
        {
            wait = _faults.Delay + Turn(direction, bytes);
            changed = _changed.Task;
        }

        return wait > TimeSpan.Zero ? new ValueTask(WaitAsync(wait, changed)) : ValueTask.CompletedTask;
    }

    /// <summary>How many bytes to read at once: under a throttle, those of a twentieth of a second.</summary>
    public int ReadSize(int most) => Now.BytesPerSecond is { } rate ? Math.Clamp(rate / 20, 1, most) : most;

    TimeSpan Turn(Direction direction, int bytes)
    {
        if (_faults.BytesPerSecond is not { } rate)
        {
            return TimeSpan.Zero;
        }

        var now = Stopwatch.GetTimestamp();
        var start = Math.Max(now, _busyUntil.GetValueOrDefault(direction));
        var end = start + (long)((double)bytes / rate * Stopwatch.Frequency);
        _busyUntil[direction] = end;
        return Stopwatch.GetElapsedTime(now, end);
    }

    static async Task WaitAsync(TimeSpan wait, Task changed)
    {
        using var over = new CancellationTokenSource();
        await Task.WhenAny(Task.Delay(wait, over.Token), changed);
        await over.CancelAsync();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
