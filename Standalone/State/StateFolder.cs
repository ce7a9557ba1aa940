namespace DbPerService.Standalone.State;

/// <summary>The files of a run. Only one run at a time can use the folder.</summary>
sealed class StateFolder : IDisposable
{
    readonly string _path;
    readonly FileStream _lock;

    StateFolder(string path, FileStream @lock)
    {
        _path = path;
        _lock = @lock;
    }

    public string SystemFile => Path.Combine(_path, "system.json");

    public string SecretsFile => Path.Combine(_path, "secrets.json");

    public string PaymentTokenKeyFile => Path.Combine(_path, "payment-token.key");

    public string CallerKeyFile => Path.Combine(_path, "caller.key");

    public string Logs => Path.Combine(_path, "logs");

    public static StateFolder Take(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var folder = new StateFolder(path, Lock(path));
            File.WriteAllText(HolderFile(path), $"{Environment.ProcessId}\n");
            Directory.CreateDirectory(folder.Logs);
            File.Delete(folder.SystemFile); // a killed run's
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot use {path}: {e.Message}");
        }
    }

    public string Data(string engine) => Path.Combine(_path, "data", engine);

    /// <summary>A process whose name is a file in the folder <c>hold</c> is not restarted until the file is deleted.</summary>
    public bool Holds(string process) => File.Exists(Path.Combine(_path, "hold", process));

    /// <summary>
    /// The error of a process's clock in seconds, from its next start on: the text of the file of its name in the folder <c>clock</c>,
    /// such as <c>+3600</c>. Null if there is none.
    /// </summary>
    public string? ClockOffset(string process)
    {
        var file = Path.Combine(_path, "clock", process);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    public void Dispose() => _lock.Dispose();

    static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            var holder = File.Exists(HolderFile(path)) ? $" (process {File.ReadAllText(HolderFile(path)).Trim()})" : "";
            throw new StartException($"{path} is in use by another run{holder}: stop it, or give this one --state FOLDER");
        }
    }

    static string HolderFile(string path) => Path.Combine(path, "lock.pid");
}
