namespace DbPerService.Testing;

/// <summary>Paths in the tree that the tests run from.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A program of this repository from the same build as the tests: its output is beside theirs.</summary>
    public static string Program(string project)
    {
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(output.Parent!.Parent!.FullName, project, output.Name, project + ".dll");
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
