namespace DbPerService.Testing;

/// <summary>Paths in the tree that the tests run from.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A program of this repository, built in the same configuration as the tests.</summary>
    public static string Program(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        return Path.Combine(Root, "artifacts", "bin", project, configuration, project + ".dll");
    }

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DbPerService.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No DbPerService.sln above {AppContext.BaseDirectory}.");
    }
}
