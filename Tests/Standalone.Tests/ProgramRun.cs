using System.Diagnostics;
using DbPerService.Testing;

namespace DbPerService.Tests.Standalone;

/// <summary>A program of the repository, run to its end.</summary>
static class ProgramRun
{
    /// <returns>The exit status, and the whole output.</returns>
    /// <exception cref="TimeoutException">It did not end in time and was killed.</exception>
    public static async Task<(int Status, string Said)> ToEndAsync(string project, TimeSpan patience, params string[] arguments)
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Repository.Program(project), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancelled);
        var errors = process.StandardError.ReadToEndAsync(cancelled);
        try
        {
            await process.WaitForExitAsync(cancelled).WaitAsync(patience, cancelled);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(); // what Standalone has started ends with it
            }
        }

        return (process.ExitCode, await output + await errors);
    }
}
