using DbPerService.Cli;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DbPerService.Standalone.Processes;

/// <summary>The shared console: every line names its process.</summary>
sealed class Terminal
{
    const int NameWidth = 18;

    static readonly Color[] Colours =
    [
        Color.Teal, Color.Olive, Color.Green, Color.Purple, Color.Navy, Color.Aqua, Color.Yellow, Color.Lime, Color.Fuchsia, Color.Blue,
    ];

    readonly Lock _lock = new();
    readonly Dictionary<string, Style> _styles = new(StringComparer.Ordinal);
    readonly IAnsiConsole _console = ConsoleOutput.Open();
    readonly TimeProvider _clock;

    public Terminal(TimeProvider clock)
    {
        _clock = clock;
        // What a process wrote stays one line, to be copied as it is.
        _console.Profile.Width = ConsoleOutput.Unwrapped;
    }

    /// <summary>While a replay draws its progress, only the supervisor's own messages are shown.</summary>
    public bool Muted { get; set; }

    public void Line(string name, string text)
    {
        if (!Muted)
        {
            Write(name, text);
        }
    }

    public void Report(string text) => Write("standalone", text);

    public void Show(IRenderable picture)
    {
        lock (_lock)
        {
            _console.Write(picture);
        }
    }

    void Write(string name, string text)
    {
        lock (_lock)
        {
            _console.Write(new Text($"{_clock.GetLocalNow():HH:mm:ss} {name,-NameWidth}", StyleOf(name)));
            _console.WriteLine($" {text}");
        }
    }

    Style StyleOf(string name)
    {
        if (!_styles.TryGetValue(name, out var style))
        {
            _styles[name] = style = new Style(Colours[_styles.Count % Colours.Length]);
        }
        return style;
    }
}
