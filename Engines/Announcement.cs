namespace DbPerService.Engines;

static class Announcement
{
    /// <summary>Reports to the parent process that the engine accepts connections, and its process id.</summary>
    public static void Ready(int pid, int port, string? dataFolder = null) =>
        Console.WriteLine($"engine pid={pid} port={port} data={dataFolder}");
}
