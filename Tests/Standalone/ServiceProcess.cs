using System.Collections.Concurrent;
using System.Diagnostics;
using DbPerService.Testing;

namespace DbPerService.Tests.Standalone;

/// <summary>One service, run by hand with settings of a test's own.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly ConcurrentQueue<string> _output = new();
    readonly ConcurrentQueue<string> _errors = new();

    ServiceProcess(Process process)
    {
        _process = process;
        Hear(_output, handler => process.OutputDataReceived += handler);
        Hear(_errors, handler => process.ErrorDataReceived += handler);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>What it wrote to its standard output so far.</summary>
    public string Output => string.Join('\n', _output);

    public static ServiceProcess Start(string project, string url, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Program(project)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_URLS"] = url, ["ConnectionStrings__kafka"] = "127.0.0.1:1" },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new ServiceProcess(Process.Start(start)!);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit status, and what it wrote to standard error.</returns>
    public async Task<(int Status, IReadOnlyList<string> Errors)> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        return (_process.ExitCode, [.. _errors]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    static void Hear(ConcurrentQueue<string> lines, Action<DataReceivedEventHandler> subscribe) => subscribe((_, e) =>
    {
        if (!string.IsNullOrEmpty(e.Data))
        {
            lines.Enqueue(e.Data);
        }
    });
}
