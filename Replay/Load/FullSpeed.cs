namespace DbPerService.Replay.Load;

/// <summary>As fast as the system accepts orders: a number of posters, limited by the window of unfinished orders.</summary>
static class FullSpeed
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
