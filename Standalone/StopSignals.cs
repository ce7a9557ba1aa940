using System.Runtime.InteropServices;

namespace DbPerService.Standalone;

/// <summary>One Ctrl-C, SIGTERM or closed terminal stops everything in order; a second Ctrl-C does not wait.</summary>
sealed class StopSignals : IDisposable
{
    readonly CancellationTokenSource _stopping = new();
    readonly List<PosixSignalRegistration> _registrations = [];

    public StopSignals()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stopping.Dispose();
    }

    // Not cancelled the second time: the process ends immediately, and its children with it (see Lifeline).
    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = !_stopping.IsCancellationRequested;
        _stopping.Cancel();
    }
}
