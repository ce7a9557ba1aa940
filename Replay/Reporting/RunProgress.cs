using DbPerService.Cli;
using Spectre.Console;
using static System.FormattableString;

namespace DbPerService.Replay.Reporting;

readonly record struct ProgressState(long Placed, int Total, int Unfinished);

/// <summary>The progress of the run: a bar on a terminal, otherwise a line per second.</summary>
sealed class RunProgress(IAnsiConsole console, TimeProvider clock)
{
    readonly long _start = clock.GetTimestamp();
    long _lastTime = clock.GetTimestamp();
    long _lastPlaced;
    Action<ProgressState, string>? _draw;

    /// <summary>Draws the progress, if the console can, for as long as the run lasts.</summary>
    public Task<T> WhileAsync<T>(Func<Task<T>> run) => console.CanRedraw()
        // Not by a timer of its own, which would cost the machine that is measured.
        ? console.Progress().AutoRefresh(false)
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context =>
            {
                var bar = context.AddTask("placing orders");
                _draw = (state, line) =>
                {
                    bar.MaxValue = state.Total;
                    bar.Value = state.Placed - state.Unfinished;
                    bar.Description = line;
                    context.Refresh();
                };
                return run();
            })
        : run();

    public void Show(ProgressState state)
    {
        var speed = (state.Placed - _lastPlaced) / Math.Max(0.001, clock.GetElapsedTime(_lastTime).TotalSeconds);
        _lastTime = clock.GetTimestamp();
        _lastPlaced = state.Placed;

        var seconds = clock.GetElapsedTime(_start).TotalSeconds;
        var finished = state.Placed - state.Unfinished;
        var line = Invariant($"{seconds,5:0} s  placed {state.Placed:N0}/{state.Total:N0}  finished {finished:N0}")
            + Invariant($"  under way {state.Unfinished:N0}  {speed:N0} orders/s");
        if (_draw is { } draw)
        {
            draw(state, line);
        }
        else
        {
            console.WriteLine(line);
        }
    }

    /// <summary>Writes a line above the bar.</summary>
    public void Report(string text) => console.WriteLine(text);
}
