namespace DbPerService.AppHost;

/// <summary>Where local engines keep their data between runs.</summary>
sealed class DataFolder(string path)
{
    readonly string _path = Path.GetFullPath(path);

    public string PathOf(string name) => Path.Combine(_path, name);

    public async Task WriteSecretAsync(string file, string secret, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_path);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(file, options);
        await writer.WriteLineAsync(secret.AsMemory(), cancellationToken);
    }
}
