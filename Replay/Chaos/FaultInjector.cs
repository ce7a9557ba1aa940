using System.Globalization;
using DbPerService.Replay.Checks.Records;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Chaos;

/// <summary>Injects a planned fault, and ends it.</summary>
sealed class FaultInjector(SystemFileReader system, TimeProvider clock) : IDisposable
{
    static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    readonly LinkClient _links = new(system);
    readonly StateFolder _state = new(system);

    /// <returns>What was hit, as text, and how to end the fault.</returns>
    public async Task<(string Hit, Func<Task> End)> BeginAsync(PlannedFault fault, CancellationToken cancellation) => fault.Kind switch
    {
        FaultKind.Kill or FaultKind.LoseBroker => Over(await KillAsync(fault.Target, cancellation)),
        FaultKind.Freeze or FaultKind.FreezeDatabase or FaultKind.FreezeBroker => await FreezeAsync(fault.Target, cancellation),
        FaultKind.Cut => await LinkAsync(fault.Target, "cut", cancellation),
        FaultKind.Reset => await LinkAsync(fault.Target, "reset", cancellation),
        FaultKind.Delay => await LinkAsync(fault.Target, $"delay {fault.Detail}", cancellation),
        FaultKind.Throttle => await LinkAsync(fault.Target, $"throttle {fault.Detail}", cancellation),
        FaultKind.HalfOpen => await LinkAsync(fault.Target, $"swallow {fault.Detail}", cancellation),
        FaultKind.DropSlot => Over(await DropSlotAsync(fault.Target, cancellation)),
        FaultKind.ClockJump => await ChangeClockAsync(fault.Target, fault.Detail, cancellation),
        FaultKind.PowerCut => Over(CutPower()),
        _ => throw new InvalidOperationException($"{fault.Kind} is not a fault")
    };

    public void Dispose() => _links.Dispose();

    static (string, Func<Task>) Over(string hit) => (hit, () => Task.CompletedTask);

    async Task<string> KillAsync(string name, CancellationToken cancellation)
    {
        if (await ProcessAsync(name, cancellation) is not { } pid)
        {
            return "it was not running";
        }

        ProcessSignals.KillTrees([pid]);
        return Process(pid);
    }

    async Task<(string, Func<Task>)> FreezeAsync(string name, CancellationToken cancellation)
    {
        if (await ProcessAsync(name, cancellation) is not { } pid)
        {
            return Over("it was not running");
        }

        var frozen = ProcessSignals.FreezeTree(pid);
        return (Process(pid) + (frozen.Count > 1 ? $" and {frozen.Count - 1} children" : ""), () =>
        {
            ProcessSignals.Thaw(frozen);
            return Task.CompletedTask;
        });
    }

    async Task<(string, Func<Task>)> LinkAsync(string name, string fault, CancellationToken cancellation)
    {
        await _links.SendAsync(name, fault, cancellation);
        return (fault, () => _links.SendAsync(name, LinkClient.Heal, CancellationToken.None));
    }

    async Task<string> DropSlotAsync(string engine, CancellationToken cancellation) =>
        await SlotDropper.DropAsync(
            PostgresRecords.ConnectionString(_state.Database(engine[..engine.LastIndexOf('-')])), clock, cancellation);

    async Task<(string, Func<Task>)> ChangeClockAsync(string name, string offset, CancellationToken cancellation)
    {
        var jumps = system.Current.FalseClocks;
        if (jumps)
        {
            _state.SetClock(name, offset);
        }

        var hit = await KillAsync(name, cancellation);
        return (jumps ? $"{hit} restarted with its clock {offset} s" : $"{hit} restarted with the right clock: libfaketime is not installed",
            async () =>
            {
                _state.SetClock(name, offset: null);
                if (jumps)
                {
                    await KillAsync(name, CancellationToken.None);
                }
            });
    }

    string CutPower()
    {
        var now = system.Current;
        var pids = now.Services.Select(x => x.Pid).Concat(now.Engines.Select(x => x.Pid)).OfType<int>().ToList();
        ProcessSignals.KillTrees(pids);
        return $"{pids.Count} processes and their children";
    }

    /// <summary>The process that currently has this name; one that has just died is waited for.</summary>
    async Task<int?> ProcessAsync(string name, CancellationToken cancellation)
    {
        for (var start = clock.GetTimestamp(); clock.GetElapsedTime(start) < RestartLimit; await Task.Delay(Tick, clock, cancellation))
        {
            if (system.ProcessOf(name) is { } pid && Measure.ProcessTable.Read().Find(pid) is not null)
            {
                return pid;
            }
        }

        return null;
    }

    static string Process(int pid) => string.Create(CultureInfo.InvariantCulture, $"process {pid}");
}
