namespace DbPerService.Databases;

/// <summary>Delays that double from 50 ms up to a limit, with jitter, so that instances do not retry in step.</summary>
/// <param name="limit">The longest delay, without jitter.</param>
/// <param name="time">The clock of the delays.</param>
public sealed class Backoff(TimeSpan limit, TimeProvider time)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    TimeSpan _next = First;

    /// <summary>Starts again with the shortest delay.</summary>
    public void Reset() => _next = First;

    /// <summary>Waits; returns immediately if cancelled.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = _next < limit ? _next : limit;
        _next = wait * 2;
        await Task.Delay(wait * (0.75 + (Random.Shared.NextDouble() / 2)), time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
