using System.Diagnostics;

namespace DbPerService.Standalone.Processes;

/// <summary>One run of one process. Its output goes line by line to its log.</summary>
sealed class Child : IDisposable
{
    // In a session of its own, so that a Ctrl-C in the terminal does not reach every process at once: they are stopped in order instead.
    // setsid keeps the process id; where it does not exist (macOS), every process gets the Ctrl-C and still ends.
    static readonly string? SetSid = Array.Find(["/usr/bin/setsid", "/bin/setsid"], File.Exists);

    readonly Process _process;
    readonly Lifeline _lifeline;

    Child(Process process, Lifeline lifeline)
    {
        _process = process;
        _lifeline = lifeline;
        Pid = process.Id;
        lifeline.Add(Pid);
        Exited = WaitAsync();
    }

    public int Pid { get; }

    /// <summary>The exit status; 128 + the signal for a killed process.</summary>
    public Task<int> Exited { get; }

    public static Child Start(ProcessSpec spec, ProcessLog log, Lifeline lifeline, Action<string>? onLine = null)
    {
        var start = SetSid is null
            ? new ProcessStartInfo(spec.Program, spec.Arguments)
            : new ProcessStartInfo(SetSid, [spec.Program, .. spec.Arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _ = PumpAsync(process.StandardOutput, line =>
        {
            onLine?.Invoke(line);
            log.Write(line, toConsole: !spec.Quiet);
        });
        _ = PumpAsync(process.StandardError, line => log.Write(line, toConsole: true));
        Feed(process, spec.Input);
        return new Child(process, lifeline);
    }

    public async Task StopAsync(TimeSpan patience)
    {
        Posix.Signal(Pid, Posix.SigTerm);
        try
        {
            await Exited.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            Posix.Signal(SetSid is null ? Pid : -Pid, Posix.SigKill);
            await Exited;
        }
    }

    public void Dispose() => _process.Dispose();

    async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        _lifeline.Remove(Pid);
        return _process.ExitCode;
    }

    static void Feed(Process process, string? input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read its input: its exit status says more.
        }
    }

    static async Task PumpAsync(StreamReader from, Action<string> to)
    {
        try
        {
            while (await from.ReadLineAsync() is { } line)
            {
                to(line);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe ended with the process.
        }
    }
}
