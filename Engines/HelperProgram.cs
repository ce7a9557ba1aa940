using System.Diagnostics;

namespace DbPerService.Engines;

/// <summary>Runs short-lived helper programs.</summary>
static class HelperProgram
{
    public static async Task<string> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var (exitCode, output, error) = await CaptureAsync(start, cancellationToken);
        return exitCode == 0
            ? output
            : throw new EngineException($"{start.FileName} {string.Join(' ', start.ArgumentList)} failed:\n{output}{error}");
    }

    public static async Task<bool> SucceedsAsync(ProcessStartInfo start, CancellationToken cancellationToken) =>
        (await CaptureAsync(start, cancellationToken)).ExitCode == 0;

    public static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    static async Task<(int ExitCode, string Output, string Error)> CaptureAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
