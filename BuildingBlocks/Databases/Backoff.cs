namespace DbPerService.Databases;

/// <summary>Waits that double from 50 ms to a limit, with jitter, so that instances do not retry in step.</summary>
/// <param name="limit">The longest wait, jitter aside.</param>
/// <param name="time">What waits.</param>
public sealed class Backoff(TimeSpan limit, TimeProvider time)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    TimeSpan _next = First;

    /// <summary>Begins again with the shortest wait.</summary>
    public void Reset() => _next = First;

    /// <summary>Waits; returns at once when cancelled.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = _next < limit ? _next : limit;
        _next = wait * 2;
        await Task.Delay(wait * (0.75 + (Random.Shared.NextDouble() / 2)), time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
