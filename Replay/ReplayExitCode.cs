namespace DbPerService.Replay;

static class ReplayExitCode
{
    public const int Held = 0;
    public const int Broken = 1;
    public const int BadInput = 2;
    public const int NoAnswer = 3;
    public const int Interrupted = 130;
}
