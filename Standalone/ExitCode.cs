namespace DbPerService.Standalone;

/// <summary>With --exit the status is the replay's instead.</summary>
internal static class ExitCode
{
    public const int Stopped = 0;
    public const int NotStarted = 1;
    public const int Usage = 2;
}
