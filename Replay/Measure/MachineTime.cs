using System.Globalization;

namespace DbPerService.Replay.Measure;

/// <summary>The first line of Linux' <c>/proc/stat</c>: how much CPU time the hypervisor gave to other machines.</summary>
readonly record struct MachineTime(long Total, long Idle, long Stolen)
{
    const string Path = "/proc/stat";
    const int IdleField = 3, WaitField = 4, StolenField = 7;

    public static MachineTime? Read() => File.Exists(Path) ? Parse(File.ReadLines(Path).First()) : null;

    public static MachineTime? Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= StolenField + 1 || fields[0] != "cpu")
        {
            return null;
        }

        // The fields after the stolen time repeat guest time, which user time already includes.
        var times = fields.Skip(1).Take(StolenField + 1).Select(x => long.Parse(x, CultureInfo.InvariantCulture)).ToArray();
        return new MachineTime(times.Sum(), times[IdleField] + times[WaitField], times[StolenField]);
    }

    public static (double Stolen, double Busy)? Shares(MachineTime? before, MachineTime? after)
    {
        if (before is not { } from || after is not { } to || to.Total <= from.Total)
        {
            return null;
        }

        double total = to.Total - from.Total;
        return ((to.Stolen - from.Stolen) / total, 1 - (to.Idle - from.Idle) / total);
    }
}
