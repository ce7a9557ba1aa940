namespace DbPerService.Standalone.Processes;

/// <summary>Keeps one process running: restarts it immediately when it dies, with delays if it keeps dying.</summary>
sealed class Supervised(ProcessSpec spec, ProcessLog log, Lifeline lifeline, Terminal terminal, TimeProvider clock)
{
    static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);
    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    static readonly TimeSpan HoldInterval = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Raised when its process was started or restarted.</summary>
    public Action<int>? Started { get; init; }

    public Action<string>? LineWritten { get; init; }

    /// <summary>Called with the exit status when it died: false means no restart.</summary>
    public Func<int, bool> StartAgain { get; init; } = _ => true;

    /// <summary>Whether a restart is on hold; polled until it is not.</summary>
    public Func<bool> Held { get; init; } = () => false;

    /// <summary>Variables that are read at every start, in addition to the fixed ones.</summary>
    public Func<IReadOnlyDictionary<string, string>>? Environment { get; init; }

    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken stopping)
    {
        var deaths = 0;
        while (!stopping.IsCancellationRequested)
        {
            var startedAt = clock.GetTimestamp();
            using var child = Child.Start(Spec(), log, lifeline, LineWritten);
            Started?.Invoke(child.Pid);
            if (await DiesAsync(child, stopping) is not { } exitCode || !StartAgain(exitCode))
            {
                return;
            }

            deaths = clock.GetElapsedTime(startedAt) > Settled ? 1 : deaths + 1;
            var pause = Pause(deaths);
            var when = pause > TimeSpan.Zero ? $" in {pause.TotalSeconds:0.##} s" : "";
            terminal.Report($"{spec.Name} (process {child.Pid}) {Describe(exitCode)}; restarting{when}");
            await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (Held() && !stopping.IsCancellationRequested)
            {
                await Task.Delay(HoldInterval, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    ProcessSpec Spec() => Environment?.Invoke() is { Count: > 0 } more
        ? spec with { Environment = spec.Environment.Concat(more).ToDictionary() }
        : spec;

    async Task<int?> DiesAsync(Child child, CancellationToken stopping)
    {
        try
        {
            return await child.Exited.WaitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            await child.StopAsync(StopPatience);
            return null;
        }
    }

    static TimeSpan Pause(int deaths)
    {
        var pause = deaths < 2 ? TimeSpan.Zero : FirstPause * Math.Pow(2, Math.Min(deaths - 2, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    static string Describe(int exitCode) => exitCode > 128 ? $"was ended by signal {exitCode - 128}" : $"ended with {exitCode}";
}
