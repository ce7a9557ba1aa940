using System.Diagnostics;

namespace DbPerService.Engines;

/// <summary>The engine's own program, run until it ends or this one is stopped.</summary>
static class ChildProcess
{
    public static async Task<int> RunAsync(
        ProcessStartInfo start,
        int stopSignal,
        TimeSpan patience,
        Func<Process, CancellationToken, Task> onStarted,
        CancellationToken stopping)
    {
        using var process = Process.Start(start)!;
        try
        {
            await onStarted(process, stopping);
            await process.WaitForExitAsync(stopping);
            return Fail(process);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await StopAsync(process, stopSignal, patience);
            return 0;
        }
    }

    /// <summary>Waits until <paramref name="ready"/> holds or the process has ended.</summary>
    public static async Task WaitUntilAsync(Process process, Func<bool> ready, CancellationToken cancellationToken)
    {
        while (!process.HasExited && !ready())
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    static int Fail(Process process)
    {
        Console.Error.WriteLine($"engines: {process.StartInfo.FileName} ended with {process.ExitCode}");
        return 1;
    }

    static async Task StopAsync(Process process, int stopSignal, TimeSpan patience)
    {
        Libc.Signal(process.Id, stopSignal);
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
