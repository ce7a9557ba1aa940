using System.CommandLine;

namespace DbPerService.Engines.Postgres;

static class PostgresEngine
{
    static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(20);

    // On the command line rather than in a file of the data folder, so that existing folders get them, too.
    static readonly string[] Settings =
    [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "password_encryption=scram-sha-256",
        "wal_level=logical",
        "max_replication_slots=10",
        "max_wal_senders=10",
        "max_slot_wal_keep_size=1GB",
        "wal_sender_timeout=5s",
        "max_connections=100",
        "shared_buffers=64MB",
        "jit=off",
        "lc_messages=C",
        "log_min_messages=fatal",
        "log_checkpoints=off",
    ];

    public static Command Command(CancellationToken stopping)
    {
        var user = new Option<string>("--user")
        {
            Description = "The account it runs under when started as root",
            HelpName = "NAME",
            DefaultValueFactory = _ => "postgres",
        };
        return new DatabaseServerCommand("postgres", "PostgreSQL: installed, else fetched once",
            (database, result) => RunAsync(database, result.GetRequiredValue(user), stopping)) { Options = { user } };
    }

    static async Task<int> RunAsync(DatabaseServer database, string user, CancellationToken stopping)
    {
        var (port, path, password) = database;
        var account = Account.Choose(user);
        await account.ReachAsync(path, stopping);

        var folder = new PostgresDataFolder(path, account);
        var binaries = await PostgresBinaries.FindAsync(folder.MajorVersion, stopping);
        await account.ReachAsync(binaries, stopping);
        await folder.InitializeAsync(binaries, password, stopping);
        await folder.ClearLeftoversAsync(stopping);

        string[] options = ["-D", path, "-p", $"{port}", .. Settings.SelectMany(setting => new[] { "-c", setting })];
        return await ChildProcess.RunAsync(
            account.Start(Path.Combine(binaries, "postgres"), options),
            stopSignal: Libc.SigInt, // "fast": ends open sessions and writes everything
            ShutdownPatience,
            async (process, cancellationToken) =>
            {
                await ChildProcess.WaitUntilAsync(process, () => folder.IsReady(process.Id), cancellationToken);
                if (!process.HasExited)
                {
                    Announcement.Ready(process.Id, port, path);
                }
            },
            stopping);
    }
}
