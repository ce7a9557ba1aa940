namespace DbPerService.Testing;

/// <summary>Programs that may be installed.</summary>
public static class Tool
{
    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
