using DbPerService.Replay.Load;
using DbPerService.Replay.Target;
using static System.FormattableString;

namespace DbPerService.Replay.Chaos;

/// <summary>Executes a plan while orders are placed.</summary>
sealed class ChaosRun(SystemFileReader system, Window window, TimeProvider clock, Action<string> say) : IDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    readonly FaultInjector _injector = new(system, clock);
    readonly TaskCompletionSource _givenUp = new();
    readonly long _start = clock.GetTimestamp();

    /// <param name="plan">The faults and their times, counted from the creation of this object.</param>
    /// <param name="cancellation">Ends the run, after everything that is frozen, cut or wrong has been restored.</param>
    /// <returns>The faults, each completed when it is over; their results once the system has recovered from them.</returns>
    public IReadOnlyList<Task<Task<FaultOutcome>>> Start(IReadOnlyList<PlannedFault> plan, CancellationToken cancellation) =>
        [.. plan.Select(fault => ExecuteAsync(fault, cancellation))];

    /// <summary>Ends the wait for recovery: faults with unfinished orders count as not recovered.</summary>
    public void GiveUp() => _givenUp.TrySetResult();

    public void Dispose() => _injector.Dispose();

    async Task<Task<FaultOutcome>> ExecuteAsync(PlannedFault fault, CancellationToken cancellation)
    {
        await UntilAsync(fault.At, cancellation);
        var (hit, end) = await _injector.BeginAsync(fault, cancellation);
        var at = Now;
        say(Invariant($"{at.TotalSeconds,6:0.0} s  {fault.Kind} {fault.Target}: {hit}"));
        try
        {
            await UntilAsync(at + fault.For, cancellation);
        }
        finally
        {
            await end();
        }

        var until = Now;
        if (fault.For > TimeSpan.Zero)
        {
            say(Invariant($"{until.TotalSeconds,6:0.0} s  {fault.Kind} {fault.Target}: over"));
        }

        return RecoveryAsync(new FaultOutcome($"{fault.Kind}", fault.Target, at.TotalSeconds, until.TotalSeconds, hit, null), cancellation);
    }

    async Task<FaultOutcome> RecoveryAsync(FaultOutcome fault, CancellationToken cancellation)
    {
        var mark = window.Accepted;
        while (window.HasUnfinished(mark))
        {
            if (_givenUp.Task.IsCompleted)
            {
                return fault;
            }

            await Task.Delay(Tick, clock, cancellation);
        }

        return fault with { RecoveredAfter = Now.TotalSeconds - fault.Until };
    }

    TimeSpan Now => clock.GetElapsedTime(_start);

    async Task UntilAsync(TimeSpan moment, CancellationToken cancellation)
    {
        if (moment - Now is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, clock, cancellation);
        }
    }
}
