using static System.FormattableString;

namespace DbPerService.Replay.Reporting;

internal readonly record struct ProgressState(long Placed, int Total, int Unfinished);

/// <summary>The progress of the run: in place on a terminal, otherwise a line per second.</summary>
internal sealed class Progress(TextWriter to, bool inPlace, TimeProvider clock)
{
    const string ClearLine = "\r\u001b[K";

    readonly Lock _gate = new();
    readonly long _start = clock.GetTimestamp();
    long _lastTime = clock.GetTimestamp();
    long _lastPlaced;
    bool _lineIsOpen;

    public void Show(ProgressState state)
    {
        lock (_gate)
        {
            var speed = (state.Placed - _lastPlaced) / Math.Max(0.001, clock.GetElapsedTime(_lastTime).TotalSeconds);
            _lastTime = clock.GetTimestamp();
            _lastPlaced = state.Placed;

            var seconds = clock.GetElapsedTime(_start).TotalSeconds;
            var finished = state.Placed - state.Unfinished;
            var line = Invariant($"{seconds,5:0} s  placed {state.Placed:N0}/{state.Total:N0}  finished {finished:N0}")
                + Invariant($"  under way {state.Unfinished:N0}  {speed:N0} orders/s");
            if (inPlace)
            {
                to.Write(ClearLine + line);
            }
            else
            {
                to.WriteLine(line);
            }

            _lineIsOpen = inPlace;
        }
    }

    public void Say(string text)
    {
        lock (_gate)
        {
            Close();
            to.WriteLine(text);
        }
    }

    public void End()
    {
        lock (_gate)
            Close();
    }

    void Close()
    {
        if (_lineIsOpen)
        {
            to.WriteLine();
        }

        _lineIsOpen = false;
    }
}
