namespace DbPerService.Engines.Redis;

internal static class RedisEngine
{
    static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stopping)
    {
        var port = arguments.Port;
        var password = await arguments.PasswordAsync(stopping);
        var folder = Path.GetFullPath(arguments.Required("data"));
        Directory.CreateDirectory(folder);
        var server = Tool.OnPath("redis-server")
            ?? throw new EngineException("redis-server is not installed (apt-get install redis-server)");

        // The configuration goes through standard input, which no other user can read.
        var start = new System.Diagnostics.ProcessStartInfo(server, ["-"]) { RedirectStandardInput = true };
        return await ChildProcess.RunAsync(
            start,
            stopSignal: Libc.SigTerm,
            ShutdownPatience,
            async (process, cancellationToken) =>
            {
                await process.StandardInput.WriteAsync($"""
                    bind 127.0.0.1
                    port {port}
                    dir "{folder}"
                    requirepass "{password}"
                    appendonly yes
                    appendfsync always
                    loglevel warning

                    """);
                process.StandardInput.Close();
                await ChildProcess.WaitUntilAsync(process, () => Accepts(port), cancellationToken);
                if (!process.HasExited)
                    Announcement.Ready(process.Id, port, folder);
            },
            stopping);
    }

    static bool Accepts(int port)
    {
        try
        {
            using var probe = new System.Net.Sockets.TcpClient("127.0.0.1", port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
