using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace DbPerService.AppHost;

/// <summary>
/// Runs the replay against the running services: its output goes to the resource's log, its report is the result.
/// </summary>
sealed partial class ReplayProgram(IDistributedApplicationBuilder builder, RunningSystem system)
{
    public string Repository { get; } = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, ".."));

    /// <returns>Its exit status, its standard error, and its report if it wrote one.</returns>
    public async Task<(int Status, string Error, JsonElement? Report)> RunAsync(
        IEnumerable<string> arguments, ILogger logger, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("dbperservice-replay-");
        try
        {
            var (systemFile, reportFile) = (Path.Combine(folder.FullName, "system.json"), Path.Combine(folder.FullName, "report.json"));
            await DescribeAsync(systemFile, cancellationToken);
            string[] all = [Programs.Replay(builder), .. arguments, "--system", systemFile, "--report", reportFile];
            var start = new ProcessStartInfo("dotnet", all)
            {
                WorkingDirectory = Repository,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            using var cancelled = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
            {
                LogLine(logger, line);
            }

            await process.WaitForExitAsync(cancellationToken);
            JsonElement? report = File.Exists(reportFile)
                ? JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(reportFile, cancellationToken))
                : null;
            return (process.ExitCode, (await error).Trim(), report);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    async Task DescribeAsync(string file, CancellationToken cancellationToken)
    {
        var services = new List<object>();
        foreach (var name in system.Services)
        {
            var (url, management) = (await system.UrlAsync(name, cancellationToken), await system.ManagementUrlAsync(name, cancellationToken));
            services.Add(new { name, url, management });
        }

        await File.WriteAllBytesAsync(
            file, JsonSerializer.SerializeToUtf8Bytes(new { services, engines = Array.Empty<object>() }), cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Information, "{Line}")]
    static partial void LogLine(ILogger logger, string line);
}
