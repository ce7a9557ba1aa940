using DbPerService.Replay.Target;

namespace DbPerService.Replay.Measure;

sealed class ProcessSampler(SystemFileReader system)
{
    const string Postgres = "postgres";
    readonly Dictionary<string, ProcessUse> _uses = new(StringComparer.Ordinal);
    readonly HashSet<string> _shared = new(StringComparer.Ordinal);

    public void Sample()
    {
        var table = ProcessTable.Read();
        var current = system.Current;
        foreach (var service in current.Services)
        {
            See(table, service.Name, service.Pid);
        }

        foreach (var engine in current.Engines)
        {
            See(table, engine.Name, engine.Pid);
            // The processes share most of their memory: the sum would count it repeatedly, and the first one alone means nothing.
            if (engine.Engine == Postgres)
            {
                _shared.Add(engine.Name);
            }
        }
    }

    public IReadOnlyList<ProcessFigures> Read() =>
    [
        .. from use in _uses
           select new ProcessFigures(use.Key, use.Value.CpuSeconds, _shared.Contains(use.Key) ? null : use.Value.Memory)
    ];

    void See(ProcessTable table, string name, int? pid)
    {
        if (pid is not { } id || table.Find(id) is not { } process)
        {
            return;
        }

        if (!_uses.TryGetValue(name, out var use))
        {
            _uses[name] = use = new ProcessUse();
        }

        use.Saw(id, table.TreeTicks(id), process.ResidentPages * Environment.SystemPageSize);
    }
}

sealed record ProcessFigures(string Name, double CpuSeconds, MemoryFigures? Memory);

sealed record MemoryFigures(long StartBytes, long HalfwayBytes, long EndBytes, long MaxBytes);
