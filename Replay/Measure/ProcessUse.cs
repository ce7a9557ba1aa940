namespace DbPerService.Replay.Measure;

/// <summary>CPU time and memory of one part of the system over the run, across its restarts.</summary>
sealed class ProcessUse
{
    // Fixed on Linux for all architectures that .NET supports.
    const double TicksPerSecond = 100;

    readonly List<long> _bytes = [];
    long _ticksOfPast;
    long _ticksBefore;
    long _ticksNow;
    int _pid;

    public double CpuSeconds => (_ticksOfPast + _ticksNow - _ticksBefore) / TicksPerSecond;

    /// <summary>The value at half time tells growth from warm-up: real growth continues in the second half.</summary>
    public MemoryFigures Memory => new(_bytes[0], _bytes[_bytes.Count / 2], _bytes[^1], _bytes.Max());

    public void Saw(int pid, long ticks, long bytes)
    {
        if (pid != _pid)
        {
            // What a process used before the run's first sample is not counted; a successor counts from its start.
            _ticksOfPast += _ticksNow - _ticksBefore;
            _ticksBefore = _pid == 0 ? ticks : 0;
            _ticksNow = _ticksBefore;
            _pid = pid;
        }

        // Between two samples a process may lose a child before it has counted it: time never runs backwards.
        _ticksNow = Math.Max(_ticksNow, ticks);
        _bytes.Add(bytes);
    }
}
