using DbPerService.Contracts;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Measure;

/// <summary>Samples lag and processes once per second, from before the first order until after the last saga.</summary>
sealed class Sampler(ServiceClient client, TimeProvider clock)
{
    readonly MachineTime? _before = MachineTime.Read();
    readonly TimeSpan _ownBefore = OwnTime();

    public LagEdges Lag { get; } = new();
    public ProcessSampler Processes { get; } = new(client.System);
    public (double Stolen, double Busy)? Machine { get; private set; }
    public double OwnCpuSeconds { get; private set; }

    public async Task SampleAsync(CancellationToken cancellation)
    {
        Processes.Sample();
        var states = await Task.WhenAll(
            client.Services.Where(service => service.HasEvents).Select(service => client.PeekSyncAsync(service.Name, cancellation)));
        foreach (var state in states.OfType<SyncState>())
        {
            Lag.Take(state);
        }
    }

    public async Task RunAsync(Action afterEach, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                await SampleAsync(cancellation);
                afterEach();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    public async Task FinishAsync(CancellationToken cancellation)
    {
        await SampleAsync(cancellation);
        Machine = MachineTime.Shares(_before, MachineTime.Read());
        OwnCpuSeconds = (OwnTime() - _ownBefore).TotalSeconds;
    }

    static TimeSpan OwnTime() => Environment.CpuUsage.TotalTime;
}
