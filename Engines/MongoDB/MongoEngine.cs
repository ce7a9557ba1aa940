using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace DbPerService.Engines.MongoDB;

static class MongoEngine
{
    const string Administrator = "admin";

    static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(20);

    public static Command Command(CancellationToken stopping) =>
        new DatabaseServerCommand("mongodb", "MongoDB: mongod from the PATH", (database, _) => RunAsync(database, stopping));

    static async Task<int> RunAsync(DatabaseServer database, CancellationToken stopping)
    {
        var (port, folder, password) = database;
        Directory.CreateDirectory(folder);
        var server = HelperProgram.OnPath("mongod")
            ?? throw new EngineException("mongod is not installed: it comes from MongoDB's own package repositories");

        var leftovers = new Leftovers(folder);
        await leftovers.ClearAsync(leftovers.Find().Cast<int?>().FirstOrDefault(), Libc.SigTerm, ShutdownPatience, stopping);

        var log = Path.Combine(folder, "mongod.log");
        string[] options =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind_ip", "127.0.0.1", "--nounixsocket", "--auth",
            "--dbpath", folder, "--logpath", log, "--logappend", "--quiet", "--wiredTigerCacheSizeGB", "0.25",
        ];
        return await ChildProcess.RunAsync(
            // The data folder is its working directory, so that a leftover server is found (see Leftovers).
            new ProcessStartInfo(server, options) { WorkingDirectory = folder },
            stopSignal: Libc.SigTerm,
            ShutdownPatience,
            async (process, cancellationToken) =>
            {
                await ChildProcess.WaitUntilAsync(process, () => LocalPort.Accepts(port), cancellationToken);
                if (process.HasExited)
                {
                    Console.Error.WriteLine($"engines: see {log} for mongod's reason");
                    return;
                }

                await FirstUser.MakeAsync(port, Administrator, password, cancellationToken);
                Announcement.Ready(process.Id, port, folder);
            },
            stopping);
    }
}
