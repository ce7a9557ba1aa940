namespace DbPerService.Standalone.Processes;

/// <summary>The shared console: every line names its process.</summary>
internal sealed class Terminal(TimeProvider clock)
{
    const int NameWidth = 18;

    static readonly int[] Colours = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];

    readonly Lock _lock = new();
    readonly Dictionary<string, int> _colours = new(StringComparer.Ordinal);
    readonly bool _colourful = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    /// <summary>While a replay draws its progress, only the supervisor's own messages are shown.</summary>
    public bool Muted { get; set; }

    public void Line(string name, string text)
    {
        if (!Muted)
            Write(name, text);
    }

    public void Say(string text) => Write("standalone", text);

    public void Plain(string text)
    {
        lock (_lock)
            Console.WriteLine(text);
    }

    void Write(string name, string text)
    {
        lock (_lock)
        {
            var prefix = $"{clock.GetLocalNow():HH:mm:ss} {name,-NameWidth}";
            Console.WriteLine(_colourful ? $"\e[{Colour(name)}m{prefix}\e[0m {text}" : $"{prefix} {text}");
        }
    }

    int Colour(string name)
    {
        if (!_colours.TryGetValue(name, out var colour))
            _colours[name] = colour = Colours[_colours.Count % Colours.Length];
        return colour;
    }
}
