using System.Diagnostics;

namespace DbPerService.Engines;

/// <summary>
/// Processes of an earlier run. An engine works in its data folder, and its children with it, so the folder tells them. Known only
/// where /proc is; elsewhere a second server refuses to start while the first one lives.
/// </summary>
internal sealed class Leftovers(string folder)
{
    static readonly TimeSpan LeaveByThemselves = TimeSpan.FromSeconds(3);

    public List<int> Find()
    {
        var found = new List<int>();
        if (!Directory.Exists("/proc/self"))
            return found;

        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), out var pid) && WorkingFolder(entry) == folder)
                found.Add(pid);
        }

        return found;
    }

    /// <summary>Stops the server that still runs, waits for orphans that are about to leave, and ends what stays.</summary>
    public async Task ClearAsync(int? server, int stopSignal, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Find() is not { Count: > 0 } found)
            return;

        if (server is { } pid && found.Contains(pid))
        {
            Console.WriteLine($"stopping the server {pid} that an earlier run left behind");
            Libc.Signal(pid, stopSignal);
            await GoneAsync(patience, cancellationToken);
        }
        else
        {
            await GoneAsync(LeaveByThemselves, cancellationToken);
        }

        Find().ForEach(process => Libc.Signal(process, Libc.SigKill));
        await GoneAsync(LeaveByThemselves, cancellationToken);
    }

    async Task GoneAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (Find().Count > 0 && clock.Elapsed < limit)
            await Task.Delay(20, cancellationToken);
    }

    static string? WorkingFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // gone meanwhile, or somebody else's
        }
    }
}
