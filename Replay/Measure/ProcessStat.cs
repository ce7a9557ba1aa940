using System.Globalization;

namespace DbPerService.Replay.Measure;

/// <summary>The fields of Linux' <c>/proc/PID/stat</c> that matter here (proc_pid_stat(5)); times in clock ticks.</summary>
readonly record struct ProcessStat(int Pid, int Parent, long CpuTicks, long ResidentPages)
{
    const int ParentField = 1, UserTime = 11, ChildrenSystemTime = 14, Resident = 21;

    /// <summary>Reads the line; the process name may contain spaces and brackets, so counting starts after its last bracket.</summary>
    public static ProcessStat? Parse(string line)
    {
        var open = line.IndexOf('(', StringComparison.Ordinal);
        var close = line.LastIndexOf(')');
        if (open < 0 || close < open)
        {
            return null;
        }

        var fields = line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= Resident)
        {
            return null;
        }

        // Only children that have ended are counted here; living ones count themselves.
        var ticks = 0L;
        for (var i = UserTime; i <= ChildrenSystemTime; i++)
        {
            ticks += Number(fields[i]);
        }

        return new ProcessStat((int)Number(line.AsSpan(0, open).Trim()), (int)Number(fields[ParentField]), ticks, Number(fields[Resident]));
    }

    static long Number(ReadOnlySpan<char> text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
