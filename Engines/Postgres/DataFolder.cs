using System.Diagnostics;

namespace DbPerService.Engines.Postgres;

internal sealed class DataFolder(string path, Account account)
{
    static readonly TimeSpan FastShutdown = TimeSpan.FromSeconds(10);
    static readonly TimeSpan OrphansLeave = TimeSpan.FromSeconds(3);

    public int? MajorVersion => File.Exists(VersionFile) ? int.Parse(File.ReadAllText(VersionFile), provider: null) : null;

    string VersionFile => Path.Combine(path, "PG_VERSION");

    string PidFile => Path.Combine(path, "postmaster.pid");

    public async Task InitializeAsync(string binaries, string password, CancellationToken cancellationToken)
    {
        if (File.Exists(VersionFile))
            return;

        // Made beside its place and then renamed: a folder that is there is complete, whatever interrupted this.
        var unfinished = path + ".new";
        var passwordFile = path + ".password";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            await WriteSecretAsync(passwordFile, password, cancellationToken);
            await account.OwnAsync(unfinished, cancellationToken);
            await account.OwnAsync(passwordFile, cancellationToken);
            await Tool.RunAsync(
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

    /// <summary>The server writes its state into its lock file; "ready" is what pg_ctl waits for too.</summary>
    public bool IsReady(int pid)
    {
        var lines = ReadPidFile();
        return lines is [var first, _, _, _, _, _, _, var status, ..] && first == $"{pid}" && status.Trim() == "ready";
    }

    /// <summary>
    /// A killed server leaves children that hold its shared memory for a moment, and a killed Engines leaves the whole server.
    /// A new one starts only when all of them are gone.
    /// </summary>
    public async Task ClearLeftoversAsync(CancellationToken cancellationToken)
    {
        var leftovers = ProcessesHere();
        if (leftovers.Count == 0)
            return;

        if (ReadPidFile() is [var first, ..] && int.TryParse(first, out var server) && leftovers.Contains(server))
        {
            Console.WriteLine($"stopping the server {server} that an earlier run left behind");
            Libc.Signal(server, Libc.SigInt);
            await GoneAsync(FastShutdown, cancellationToken);
        }
        else
        {
            await GoneAsync(OrphansLeave, cancellationToken);
        }

        ProcessesHere().ForEach(process => Libc.Signal(process, Libc.SigKill));
        await GoneAsync(OrphansLeave, cancellationToken);
    }

    async Task GoneAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (ProcessesHere().Count > 0 && clock.Elapsed < limit)
            await Task.Delay(20, cancellationToken);
    }

    /// <summary>Every process of a server works in its data folder. Known only where /proc is; elsewhere the server's own lock file speaks.</summary>
    List<int> ProcessesHere()
    {
        var found = new List<int>();
        if (!Directory.Exists("/proc/self"))
            return found;

        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), out var pid) && WorkingFolder(entry) == path)
                found.Add(pid);
        }

        return found;
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
