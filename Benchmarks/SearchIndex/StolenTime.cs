using System.Globalization;

namespace DbPerService.Benchmarks.SearchIndex;

/// <summary>CPU time of the machine so far, and the part of it that its host gave to others.</summary>
readonly record struct StolenTime(long Stolen, long All)
{
    /// <summary>The fields of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. Nothing where there is no such file.</summary>
    public static StolenTime Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return default;
        }

        var times = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(time => long.Parse(time, CultureInfo.InvariantCulture)).ToList();
        return new(times[7], times.Sum());
    }

    public double ShareSince(StolenTime earlier) => (double)(Stolen - earlier.Stolen) / Math.Max(1, All - earlier.All);
}
