namespace DbPerService.Replay.Load;

/// <summary>
/// A fixed number of orders per second on a schedule that does not wait for responses, so that a slow system shows long latencies and
/// not a lower load. The delay with which orders were sent shows whether this program kept its schedule.
/// </summary>
sealed class SteadyRate(Poster poster, Window window, double rate, TimeProvider clock)
{
    readonly TimeSpan[] _late = new TimeSpan[poster.Total];

    public IReadOnlyList<TimeSpan> Lateness => _late;

    public async Task PlaceAllAsync(CancellationToken cancellation) =>
        await Task.WhenAll(await Task.Factory.StartNew(
            () => SendAll(cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    /// <summary>
    /// On its own thread: .NET's timers on Linux use a clock that advances every 4 ms, while waiting on a handle is exact to 1 ms.
    /// </summary>
    Task[] SendAll(CancellationToken cancellation)
    {
        var posts = new Task[poster.Total];
        var start = clock.GetTimestamp();
        for (var i = 0; i < posts.Length; i++)
        {
            var due = TimeSpan.FromSeconds(i / rate);
            if (due - clock.GetElapsedTime(start) is { TotalMilliseconds: >= 0.5 } wait)
            {
                cancellation.WaitHandle.WaitOne((int)Math.Round(wait.TotalMilliseconds));
            }

            cancellation.ThrowIfCancellationRequested();

            _late[i] = clock.GetElapsedTime(start) - due;
            window.Enter();
            posts[i] = poster.PlaceAsync(i, start + (long)(due.TotalSeconds * clock.TimestampFrequency), cancellation);
        }
        return posts;
    }
}
