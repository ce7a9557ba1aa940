namespace DbPerService.Standalone;

/// <summary>With --exit the status is the replay's instead; a command line that cannot be carried out ends with 2.</summary>
static class ExitCode
{
    public const int Stopped = 0;
    public const int NotStarted = 1;
}
