using System.Globalization;

namespace DbPerService.Replay.Measure;

/// <summary>A snapshot of the machine's processes. Empty if there is no <c>/proc</c>.</summary>
sealed class ProcessTable
{
    readonly Dictionary<int, ProcessStat> _processes = [];
    readonly ILookup<int, int> _children;

    ProcessTable(IEnumerable<ProcessStat> processes)
    {
        foreach (var process in processes)
        {
            _processes[process.Pid] = process;
        }

        _children = _processes.Values.ToLookup(x => x.Parent, x => x.Pid);
    }

    public static ProcessTable Read()
    {
        var processes = new List<ProcessStat>();
        if (OperatingSystem.IsLinux())
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                    && TryRead(Path.Combine(folder, "stat")) is { } process)
                {
                    processes.Add(process);
                }
            }
        }
        return new ProcessTable(processes);
    }

    public ProcessStat? Find(int pid) => _processes.TryGetValue(pid, out var process) ? process : null;

    /// <summary>The process and its descendants, itself first.</summary>
    public IEnumerable<int> Tree(int pid) => _children[pid].SelectMany(Tree).Prepend(pid);

    /// <summary>Ticks of a process and its descendants: PostgreSQL uses a process per connection.</summary>
    public long TreeTicks(int pid) => (Find(pid)?.CpuTicks ?? 0) + _children[pid].Sum(TreeTicks);

    static ProcessStat? TryRead(string path)
    {
        try
        {
            return ProcessStat.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
