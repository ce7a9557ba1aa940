using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using DbPerService.Replay.Load;
using DbPerService.Replay.Target;
using static System.FormattableString;

namespace DbPerService.Replay.Crash;

sealed class Killer(ServiceClient client, Poster poster, Func<bool> allDone, TimeProvider clock, Action<string> say)
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan RestartPatience = TimeSpan.FromSeconds(60);

    readonly ConcurrentDictionary<string, int> _killed = new(StringComparer.Ordinal);
    readonly long _start = clock.GetTimestamp();

    /// <param name="plan">The targets and times.</param>
    /// <param name="load">When this ends, kills that are still to come are skipped.</param>
    /// <param name="cancellation">Ends the run.</param>
    public Task<KillOutcome[]> RunAsync(IReadOnlyList<PlannedKill> plan, Task load, CancellationToken cancellation) =>
        Task.WhenAll(plan.Select(kill => ExecuteAsync(kill, load, cancellation)));

    async Task<KillOutcome> ExecuteAsync(PlannedKill kill, Task load, CancellationToken cancellation)
    {
        while (!IsDue(kill))
        {
            if (load.IsCompleted)
            {
                say($"{kill.Name} was not killed: all orders had been placed before its time");
                return new KillOutcome(kill.Name, null, null, []);
            }
            await Task.Delay(Tick, clock, cancellation);
        }

        var watch = new RecoveryWatch(client, kill.Name, allDone, clock);
        await watch.BeforeAsync(cancellation);
        if (await KillAsync(kill.Name, cancellation) is not { } pid)
        {
            say($"{kill.Name} was not killed: it was not running");
            return new KillOutcome(kill.Name, null, null, []);
        }
        var at = clock.GetElapsedTime(_start).TotalSeconds;
        say(Invariant($"kill -9 {kill.Name} (process {pid}) at {at:0.0} s"));
        return new KillOutcome(kill.Name, pid, at, await watch.AfterAsync(cancellation));
    }

    bool IsDue(PlannedKill kill) => kill.After is { } after
        ? clock.GetElapsedTime(_start) >= after
        : poster.Begun >= kill.Part * poster.Total;

    async Task<int?> KillAsync(string name, CancellationToken cancellation)
    {
        for (var since = clock.GetTimestamp(); clock.GetElapsedTime(since) < RestartPatience; await Task.Delay(Tick, clock, cancellation))
        {
            // The id of the last kill means that system.json does not have its successor yet.
            if (client.System.ProcessOf(name) is not { } pid || _killed.GetValueOrDefault(name) == pid)
            {
                continue;
            }

            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
                _killed[name] = pid;
                return pid;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // Already ended: wait for its successor.
            }
        }
        return null;
    }
}
