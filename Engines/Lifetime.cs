using System.Runtime.InteropServices;

namespace DbPerService.Engines;

/// <summary>Ends the engine on a signal, and when its parent process has ended.</summary>
sealed class Lifetime : IDisposable
{
    static readonly TimeSpan ParentCheck = TimeSpan.FromMilliseconds(250);

    readonly CancellationTokenSource _stopping = new();
    readonly List<IDisposable> _registrations = [];

    public Lifetime()
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _stopping.Cancel();
            }));
        }

        // Polled: the kernel's parent-death signal follows the thread that forked, and thread pool threads end.
        var parent = Libc.GetParentProcessId();
        _registrations.Add(new Timer(
            _ =>
            {
                if (Libc.GetParentProcessId() != parent)
                {
                    _stopping.Cancel();
                }
            },
            null,
            ParentCheck,
            ParentCheck));
    }

    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stopping.Dispose();
    }
}
