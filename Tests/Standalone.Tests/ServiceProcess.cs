using System.Collections.Concurrent;
using System.Diagnostics;
using DbPerService.Contracts;
using DbPerService.Testing;

namespace DbPerService.Tests.Standalone;

/// <summary>One service, run with settings of a test.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    const string PaymentTokenKey = "a secret of the tests, of 32 characters or more";

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
            Environment =
            {
                ["ASPNETCORE_URLS"] = url,
                ["ConnectionStrings__kafka"] = "127.0.0.1:1",
                ["Orders__PaymentTokenKey"] = PaymentTokenKey,
                ["Payments__PaymentTokenKey"] = PaymentTokenKey,
            },
        };
        var given = SystemMap.Services.ToDictionary(
            service => $"services__{service.Name}__http__0", _ => "http://127.0.0.1:1", StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in settings)
        {
            given[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        foreach (var (name, value) in given)
        {
            start.Environment[name] = value;
        }

        return new ServiceProcess(Process.Start(start)!);
    }

    /// <summary>It ends by itself, as a failure, with one line on standard error that has the expected text, and no stack trace.</summary>
    public async Task EndsInOneLineAsync(string expected)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await _process.WaitForExitAsync(cancelled).WaitAsync(Patience, cancelled);

        Assert.Equal(1, _process.ExitCode);
        Assert.Contains(expected, Assert.Single(_errors), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Output, StringComparison.Ordinal);
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
