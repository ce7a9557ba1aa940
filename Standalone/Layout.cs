namespace DbPerService.Standalone;

/// <summary>Paths in a clone. Every project's output is beside this one's: artifacts/bin/PROJECT/CONFIGURATION.</summary>
static class Layout
{
    static readonly string Output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Output, "../../../.."));

    public static string Dotnet { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    public static string DashboardScript { get; } = Path.Combine(Root, "eng", "dashboard.sh");

    public static string Program(string project)
    {
        var file = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Output))!, project, Path.GetFileName(Output), $"{project}.dll");
        return File.Exists(file) ? file : throw new StartException($"{file} is missing: build {project} first (./run.sh does)");
    }
}
