using System.Runtime.InteropServices;

namespace DbPerService.Standalone.Processes;

static partial class Posix
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    /// <summary>Sends a signal to a process, or with a negative id to its group; does nothing if it has already ended.</summary>
    public static void Signal(int pid, int signal) => _ = Kill(pid, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
