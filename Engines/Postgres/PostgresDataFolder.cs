namespace DbPerService.Engines.Postgres;

sealed class PostgresDataFolder(string path, Account account)
{
    static readonly TimeSpan FastShutdown = TimeSpan.FromSeconds(10);

    public int? MajorVersion => File.Exists(VersionFile) ? int.Parse(File.ReadAllText(VersionFile), provider: null) : null;

    string VersionFile => Path.Combine(path, "PG_VERSION");

    string PidFile => Path.Combine(path, "postmaster.pid");

    public async Task InitializeAsync(string binaries, string password, CancellationToken cancellationToken)
    {
        if (File.Exists(VersionFile))
        {
            return;
        }

        // Created beside its final place and then renamed: a folder that exists is complete, whatever interrupted this.
        var unfinished = path + ".new";
        var passwordFile = path + ".password";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }
        Directory.CreateDirectory(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            await WriteSecretAsync(passwordFile, password, cancellationToken);
            await account.OwnAsync(unfinished, cancellationToken);
            await account.OwnAsync(passwordFile, cancellationToken);
            await HelperProgram.RunAsync(
                account.Start(
                    Path.Combine(binaries, "initdb"),
                    "--pgdata", unfinished, "--username=postgres", $"--pwfile={passwordFile}", "--auth=scram-sha-256",
                    "--encoding=UTF8", "--locale=C", "--no-sync"),
                cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Delete(path);
        Directory.Move(unfinished, path);
    }

    /// <summary>The server writes its state to its lock file; pg_ctl waits for these two as well. A "standby" is read-only.</summary>
    public bool IsReady(int pid)
    {
        var lines = ReadPidFile();
        return lines is [var first, _, _, _, _, _, _, var status, ..] && first == $"{pid}" && status.Trim() is "ready" or "standby";
    }

    /// <summary>
    /// A killed server leaves children that hold its shared memory for a moment, and a killed Engines leaves the whole server. A new one
    /// starts only when all of them have ended.
    /// </summary>
    public Task ClearLeftoversAsync(CancellationToken cancellationToken)
    {
        int? server = ReadPidFile() is [var first, ..] && int.TryParse(first, out var pid) ? pid : null;
        return new Leftovers(path).ClearAsync(server, Libc.SigInt, FastShutdown, cancellationToken);
    }

    string[] ReadPidFile()
    {
        try
        {
            return File.Exists(PidFile) ? File.ReadAllLines(PidFile) : [];
        }
        catch (IOException)
        {
            return []; // removed between the two calls
        }
    }

    static async Task WriteSecretAsync(string file, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using var writer = new StreamWriter(file, options);
        await writer.WriteLineAsync(text.AsMemory(), cancellationToken);
    }
}
