namespace DbPerService.Replay.Load;

/// <summary>As fast as the system takes orders: so many posters, and no more unfinished orders than the window has room for.</summary>
internal static class FullSpeed
{
    public static Task PlaceAllAsync(Poster poster, Window window, int posters, TimeProvider clock, CancellationToken cancellation)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, posters).Select(_ => PlaceNextAsync()));

        async Task PlaceNextAsync()
        {
            while (true)
            {
                await window.EnterAsync(cancellation);
                var index = Interlocked.Increment(ref next);
                if (index >= poster.Total)
                {
                    window.Leave(null);
                    return;
                }
                await poster.PlaceAsync(index, clock.GetTimestamp(), cancellation);
            }
        }
    }
}
