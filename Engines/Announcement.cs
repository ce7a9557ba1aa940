namespace DbPerService.Engines;

internal static class Announcement
{
    /// <summary>Tells whoever started this program that the engine accepts connections, and which process it is.</summary>
    public static void Ready(int pid, int port, string? dataFolder = null) =>
        Console.WriteLine($"engine pid={pid} port={port} data={dataFolder}");
}
