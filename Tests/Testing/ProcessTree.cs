using System.Diagnostics;
using System.Globalization;

namespace DbPerService.Testing;

/// <summary>A process with all its descendants: a server that forks a process per connection is frozen only when all of them are.</summary>
public static class ProcessTree
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Stops the process and its descendants as SIGSTOP does, parents first so that no fork is missed.</summary>
    public static async Task FreezeAsync(int pid)
    {
        await SignalAsync("STOP", pid);
        await Eventually.IsTrue(() => Task.FromResult(IsStopped(pid)), CancellationToken.None, Timeout, $"process {pid} is stopped");
        foreach (var child in ChildrenOf(pid))
        {
            await FreezeAsync(child);
        }
    }

    /// <summary>Continues the process and its descendants, children first.</summary>
    public static async Task ThawAsync(int pid)
    {
        foreach (var child in ChildrenOf(pid))
        {
            await ThawAsync(child);
        }

        await SignalAsync("CONT", pid);
    }

    // A child that has ended meanwhile needs no signal: kill's status is of no interest.
    static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", Text(pid)]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    static List<int> ChildrenOf(int pid) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           let child = int.TryParse(Path.GetFileName(folder), out var number) ? number : 0
           where child > 0 && Stat(child) is [_, var parent, ..] && parent == Text(pid)
           select child,
    ];

    /// <summary>Whether every thread is stopped, or the process has ended.</summary>
    static bool IsStopped(int pid) => Stat(pid) is not [var state, ..] || state is "T" or "t" or "Z";

    // 4711 (a name (with anything)) S 4700 …: the state, then the parent
    static string[] Stat(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{Text(pid)}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return []; // gone
        }
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
