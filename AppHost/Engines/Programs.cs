namespace DbPerService.AppHost;

/// <summary>Programs of this repository that are started without a project resource, as built together with the AppHost.</summary>
static class Programs
{
    public static string Engines(IDistributedApplicationBuilder builder) => Find(builder.AppHostDirectory, "Engines");

    public static string Replay(IDistributedApplicationBuilder builder) => Find(builder.AppHostDirectory, "Replay");

    // artifacts/bin/PROJECT/CONFIGURATION: the configuration of the host of the model, this program or a test.
    static string Find(string appHostFolder, string project)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.GetFullPath(Path.Combine(appHostFolder, "..", "artifacts", "bin", project, configuration, project + ".dll"));
    }
}
