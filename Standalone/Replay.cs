using System.Diagnostics;
using DbPerService.Standalone.Processes;

namespace DbPerService.Standalone;

/// <summary>Runs the replay against the system that was just started.</summary>
static class Replay
{
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    /// <returns>Its exit status: 0 if every invariant held.</returns>
    public static async Task<int> RunAsync(RunContext context, string folder, CancellationToken stopping)
    {
        string[] arguments =
        [
            Layout.Program("Replay"), "run", "--system", context.State.SystemFile, "--folder", folder, .. context.Options.ReplayArguments,
        ];
        context.Terminal.Report($"replaying {folder}; meanwhile the services write to {context.State.Logs} only");
        context.Terminal.Muted = true;
        // The console itself, not a pipe, so that it can draw its progress.
        using var process = Process.Start(new ProcessStartInfo(Layout.Dotnet, arguments))!;
        context.Lifeline.Add(process.Id);
        try
        {
            await process.WaitForExitAsync(stopping);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Posix.Signal(process.Id, Posix.SigTerm);
            if (!process.WaitForExit(StopPatience))
            {
                process.Kill();
            }
            throw;
        }
        finally
        {
            context.Lifeline.Remove(process.Id);
            context.Terminal.Muted = false;
        }
    }
}
