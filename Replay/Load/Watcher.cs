using DbPerService.Contracts;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Load;

/// <summary>Polls the unfinished orders while orders are placed and until the last one is finished.</summary>
sealed class Watcher(ServiceClient client, Window window, TimeSpan interval, TimeProvider clock)
{
    const int WholeList = 1_000;
    static readonly TimeSpan ThoroughEvery = TimeSpan.FromSeconds(1);

    long _lastMove = clock.GetTimestamp();
    long _lastThorough = clock.GetTimestamp();
    int _looksInVain;
    (long Accepted, int Unfinished) _state;

    /// <summary>Since when no order was accepted and none finished.</summary>
    public TimeSpan StillFor => clock.GetElapsedTime(Volatile.Read(ref _lastMove));

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            do
            {
                await LookAsync(cancellation);
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    async Task LookAsync(CancellationToken cancellation)
    {
        // One slow order hides those finished behind it: read the full list when the short one shows nothing new.
        var thorough = _looksInVain >= 2 && clock.GetElapsedTime(_lastThorough) > ThoroughEvery;
        var limit = thorough ? WholeList : 1;
        if (thorough)
        {
            _lastThorough = clock.GetTimestamp();
        }

        var mark = window.Accepted;
        var path = $"/orders?open=true&limit={limit}";
        if (await client.PeekAsync(SystemMap.Orders.Name, path, TargetJson.Default.ResponsePageOrderHead, cancellation) is { } page)
        {
            _looksInVain = window.Saw(mark, page.Items, page.Items.Count == limit) ? 0 : _looksInVain + 1;
        }

        var state = (window.Accepted, window.Unfinished);
        if (state != _state)
        {
            _state = state;
            Volatile.Write(ref _lastMove, clock.GetTimestamp());
        }
    }
}
