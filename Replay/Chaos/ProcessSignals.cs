using System.Runtime.InteropServices;
using DbPerService.Replay.Measure;

namespace DbPerService.Replay.Chaos;

/// <summary>Sends signals to processes and their children: PostgreSQL uses a process per connection.</summary>
static partial class ProcessSignals
{
    const int Kill = 9;

    static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    static readonly int Continue = OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>Kills them all at the same moment, as far as possible.</summary>
    public static void KillTrees(IReadOnlyCollection<int> pids)
    {
        var table = ProcessTable.Read();
        foreach (var pid in pids.SelectMany(table.Tree).ToList())
        {
            Send(pid, Kill);
        }
    }

    /// <returns>The frozen processes, for <see cref="Thaw"/>.</returns>
    public static IReadOnlyList<int> FreezeTree(int pid)
    {
        Send(pid, Stop); // first, so that it starts no more children
        var tree = ProcessTable.Read().Tree(pid).ToList();
        tree.ForEach(each => Send(each, Stop));
        return tree;
    }

    public static void Thaw(IEnumerable<int> pids)
    {
        foreach (var pid in pids)
        {
            Send(pid, Continue);
        }
    }

    // A process that has already ended needs no signal.
    static void Send(int pid, int signal) => _ = SendSignal(pid, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
