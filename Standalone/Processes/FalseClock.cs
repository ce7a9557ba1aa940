namespace DbPerService.Standalone.Processes;

/// <summary>A process with a wrong wall clock, by Debian's libfaketime; its monotonic clock stays right.</summary>
static class FalseClock
{
    static readonly string? Library = Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib")
            .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists)
        : null;

    public static bool IsInstalled => Library is not null;

    /// <param name="offset">The error in seconds, with its sign; null for the right time.</param>
    public static IReadOnlyDictionary<string, string> Environment(string? offset) => offset is null || Library is null
        ? new Dictionary<string, string>()
        : new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library,
            ["FAKETIME"] = offset,
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };
}
