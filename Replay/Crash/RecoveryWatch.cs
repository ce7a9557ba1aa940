using DbPerService.Contracts;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Crash;

/// <summary>Measures how the services affected by a kill recover: the killed one, or those whose database or broker was killed.</summary>
sealed class RecoveryWatch(ServiceClient client, string killed, Func<bool> allDone, TimeProvider clock)
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Events in progress when the engine died may still be counted as applied; only later ones are evidence.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    readonly string[] _services = [.. Touched(killed).Intersect(client.Services.Select(service => service.Name))];
    readonly Dictionary<string, SyncState?> _before = new(StringComparer.Ordinal);

    bool KillsService => _services is [var only] && only == killed;

    public static string[] Touched(string name)
    {
        var own = SystemMap.Services.Where(x => x.Name == name || name.StartsWith(x.Name + "-", StringComparison.Ordinal)).ToList();
        var touched = own.Count > 0 ? own : SystemMap.Services.Where(x => x.Subscribes.Count > 0);
        // One without events reports nothing that could show its recovery.
        return [.. touched.Where(x => x.HasEvents).Select(x => x.Name)];
    }

    public async Task BeforeAsync(CancellationToken cancellation)
    {
        foreach (var service in _services)
        {
            _before[service] = await client.PeekSyncAsync(service, cancellation);
        }
    }

    public async Task<IReadOnlyList<Recovery>> AfterAsync(CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        var killedAt = clock.GetUtcNow();
        if (!KillsService)
        {
            await Task.Delay(Settling, clock, cancellation);
            foreach (var service in _services)
            {
                _before[service] = await client.PeekSyncAsync(service, cancellation) ?? _before[service];
            }
        }
        return await Task.WhenAll(_services.Select(service => WatchAsync(service, start, killedAt, cancellation)));
    }

    async Task<Recovery> WatchAsync(string service, long start, DateTimeOffset killedAt, CancellationToken cancellation)
    {
        var before = _before[service];
        double? started = null;
        for (; clock.GetElapsedTime(start) < Limit && !allDone(); await Task.Delay(Tick, clock, cancellation))
        {
            if (await client.PeekSyncAsync(service, cancellation) is not { } now)
            {
                continue;
            }

            var isNew = now.StartedAt != before?.StartedAt;
            if (isNew)
            {
                started = (now.StartedAt - killedAt).TotalSeconds;
            }
            else if (KillsService)
            {
                continue;
            }

            if (Applied(now) > (isNew ? 0 : Applied(before)))
            {
                return new Recovery(service, started, clock.GetElapsedTime(start).TotalSeconds);
            }
        }
        return new Recovery(service, started, null);
    }

    static long Applied(SyncState? state) => state?.Subscriptions.Sum(x => x.Applied) ?? 0;
}
