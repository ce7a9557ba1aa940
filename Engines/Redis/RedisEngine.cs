using System.CommandLine;
using System.Diagnostics;

namespace DbPerService.Engines.Redis;

static class RedisEngine
{
    static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(10);

    public static Command Command(CancellationToken stopping) =>
        new DatabaseServerCommand("redis", "Redis: redis-server from the PATH", (database, _) => RunAsync(database, stopping));

    static async Task<int> RunAsync(DatabaseServer database, CancellationToken stopping)
    {
        var (port, folder, password) = database;
        Directory.CreateDirectory(folder);
        var server = HelperProgram.OnPath("redis-server")
            ?? throw new EngineException("redis-server is not installed (apt-get install redis-server)");

        var leftovers = new Leftovers(folder);
        await leftovers.ClearAsync(leftovers.Find().Cast<int?>().FirstOrDefault(), Libc.SigTerm, ShutdownPatience, stopping);

        var users = Path.Combine(folder, "users.acl");
        await WriteUsersAsync(users, password, stopping);

        // The configuration is passed on standard input, which no other user can read.
        var start = new ProcessStartInfo(server, ["-"]) { RedirectStandardInput = true };
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
                    aclfile "{users}"
                    appendonly yes
                    appendfsync always
                    loglevel warning

                    """);
                process.StandardInput.Close();
                await ChildProcess.WaitUntilAsync(process, () => LocalPort.Accepts(port), cancellationToken);
                if (!process.HasExited)
                {
                    Announcement.Ready(process.Id, port, folder);
                }
            },
            stopping);
    }

    /// <summary>Users that were created and saved in a running server survive its restart.</summary>
    static async Task WriteUsersAsync(string file, string password, CancellationToken cancellationToken)
    {
        var others = File.Exists(file)
            ? (await File.ReadAllLinesAsync(file, cancellationToken)).Where(line => !line.StartsWith("user default ", StringComparison.Ordinal))
            : [];
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using var writer = new StreamWriter(file, options);
        await writer.WriteLineAsync($"user default on >{password} ~* &* +@all");
        foreach (var line in others)
        {
            await writer.WriteLineAsync(line);
        }
    }
}
