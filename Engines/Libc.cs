using System.Runtime.InteropServices;

namespace DbPerService.Engines;

static partial class Libc
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    /// <summary>Bytes of a <c>sigset_t</c>: 128 with glibc, fewer elsewhere.</summary>
    public const int SignalMaskSize = 128;

    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int GetParentProcessId();

    /// <summary>Sends a signal; does nothing if the process has already ended.</summary>
    public static void Signal(int pid, int signal) => _ = Kill(pid, signal);

    /// <summary>Replaces the calling thread's signal mask.</summary>
    public static void SetSignalMask(ReadOnlySpan<byte> mask, Span<byte> former) =>
        _ = SetSignalMask(OperatingSystem.IsMacOS() ? 3 : 2, mask, former); // SIG_SETMASK

    [LibraryImport("libc", EntryPoint = "dup2")]
    public static partial int Dup2(int from, int to);

    [LibraryImport("libc", EntryPoint = "getsockname")]
    public static partial int GetSocketName(int socket, Span<byte> address, ref int length);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int SetSignalMask(int how, ReadOnlySpan<byte> mask, Span<byte> former);
}
