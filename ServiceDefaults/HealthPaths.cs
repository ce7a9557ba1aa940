namespace DbPerService.ServiceDefaults;

static class HealthPaths
{
    public const string Health = "/health";
    public const string Alive = "/alive";
    public const string Sync = "/sync";

    /// <summary>Whether the path is one that tools poll, which is of no interest in a trace.</summary>
    public static bool IsPolled(string? path) => path is Health or Alive or Sync;
}
