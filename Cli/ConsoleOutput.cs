using Spectre.Console;

namespace DbPerService.Cli;

/// <summary>Standard output as Spectre.Console writes to it.</summary>
public static class ConsoleOutput
{
    /// <summary>A width at which no line is wrapped.</summary>
    public const int Unwrapped = 100_000;

    /// <summary>
    /// With colours on a terminal. Elsewhere, and where NO_COLOR is set (no-color.org), plain text: no control sequence, no line wrapped.
    /// </summary>
    public static IAnsiConsole Open()
    {
        // Said here: the library takes a redirected output for a terminal when TERM names one.
        var plain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        return plain ? Plain(Console.Out) : AnsiConsole.Create(new AnsiConsoleSettings());
    }

    /// <summary>Plain text for any writer.</summary>
    public static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Unwrapped;
        return console;
    }

    /// <summary>Whether what was written can be replaced by something newer.</summary>
    public static bool CanRedraw(this IAnsiConsole console) => console.Profile.Capabilities is { Ansi: true, Interactive: true };
}
