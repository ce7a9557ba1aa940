using System.Diagnostics;

namespace DbPerService.Standalone.Processes;

/// <summary>
/// Ends the children if this process is killed and cannot. A small shell holds the other end of a pipe and the list of living children;
/// the pipe closes however this process ends. (The kernel's parent-death signal would have to be requested in the child, between fork
/// and exec, and exists on Linux only.)
/// </summary>
sealed class Lifeline : IDisposable
{
    const string Script = """
        trap '' INT TERM HUP
        while read -r line; do pids=$line; done
        for pid in $pids; do kill -9 -"$pid" || kill -9 "$pid"; done 2> /dev/null
        """;

    readonly Lock _lock = new();
    readonly HashSet<int> _alive = [];
    readonly Process _shell;

    public Lifeline()
    {
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true })!;
        _shell.StandardInput.AutoFlush = true;
    }

    public void Add(int pid) => Update(() => _alive.Add(pid));

    public void Remove(int pid) => Update(() => _alive.Remove(pid));

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }

    void Update(Func<bool> change)
    {
        lock (_lock)
        {
            change();
            _shell.StandardInput.WriteLine(string.Join(' ', _alive));
        }
    }
}
