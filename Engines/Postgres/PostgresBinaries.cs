using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DbPerService.Engines.Postgres;

/// <summary>Finds initdb and postgres: the system's, else those of the npm package.</summary>
static partial class PostgresBinaries
{
    const int Oldest = 15;

    /// <param name="wanted">The version that created the data folder: no other one can run it.</param>
    public static async Task<string> FindAsync(int? wanted, CancellationToken cancellationToken)
    {
        foreach (var folder in SystemFolders())
        {
            var major = await MajorVersionAsync(folder, cancellationToken);
            if (wanted is null ? major >= Oldest : major == wanted)
            {
                return folder;
            }
        }

        if (wanted is null or EmbeddedPostgres.MajorVersion)
        {
            return await EmbeddedPostgres.UnpackAsync(cancellationToken);
        }
        throw new EngineException(
            $"the data was created by PostgreSQL {wanted}, which is no longer installed: install it, or delete the data folder");
    }

    static IEnumerable<string> SystemFolders()
    {
        if (HelperProgram.OnPath("initdb") is { } onPath)
        {
            yield return Path.GetDirectoryName(onPath)!;
        }

        string[] roots = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];
        var installed = roots.Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root))
            .Where(folder => VersionedFolder().IsMatch(Path.GetFileName(folder)))
            .OrderByDescending(folder => int.Parse(VersionedFolder().Match(Path.GetFileName(folder)).Groups[1].ValueSpan, provider: null));
        foreach (var folder in installed)
        {
            yield return Path.Combine(folder, "bin");
        }
    }

    static async Task<int> MajorVersionAsync(string folder, CancellationToken cancellationToken)
    {
        var postgres = Path.Combine(folder, "postgres");
        if (!File.Exists(postgres) || !File.Exists(Path.Combine(folder, "initdb")))
        {
            return 0;
        }
        var output = await HelperProgram.RunAsync(new ProcessStartInfo(postgres, ["--version"]), cancellationToken);
        return Version().Match(output) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, provider: null) : 0;
    }

    // Debian: /usr/lib/postgresql/15; Homebrew: /opt/homebrew/opt/postgresql@17
    [GeneratedRegex(@"^(?:postgresql@)?(\d+)$")]
    private static partial Regex VersionedFolder();

    // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
