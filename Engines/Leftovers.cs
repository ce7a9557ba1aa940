using System.Diagnostics;

namespace DbPerService.Engines;

/// <summary>
/// Processes of an earlier run. An engine and its children work in its data folder, so the folder identifies them. Only detected where
/// /proc exists; elsewhere a second server refuses to start while the first one runs.
/// </summary>
sealed class Leftovers(string folder)
{
    static readonly TimeSpan LeaveByThemselves = TimeSpan.FromSeconds(3);

    public List<int> Find()
    {
        var found = new List<int>();
        if (!Directory.Exists("/proc/self"))
        {
            return found;
        }

        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), out var pid) && WorkingFolder(entry) == folder)
            {
                found.Add(pid);
            }
        }

        return found;
    }

    /// <summary>Stops the server that still runs, waits for its children to exit, and kills those that remain.</summary>
    public async Task ClearAsync(int? server, int stopSignal, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Find() is not { Count: > 0 } found)
        {
            return;
        }

        if (server is { } pid && found.Contains(pid))
        {
            Console.WriteLine($"stopping server {pid}, left behind by an earlier run");
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
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    static string? WorkingFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // ended meanwhile, or another user's
        }
    }
}
