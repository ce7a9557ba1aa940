namespace DbPerService.Replay.Options;

internal sealed record VerifyOptions
{
    static readonly string[] Values = ["--system", "--report", "--patience"];

    public required string System { get; init; }
    public string? Report { get; init; }

    /// <summary>How long sagas that are under way may take to end.</summary>
    public TimeSpan Patience { get; init; }

    public static VerifyOptions Parse(ReadOnlySpan<string> args)
    {
        var arguments = new Arguments(args, Values, []);
        return new VerifyOptions
        {
            System = arguments.Text("--system") ?? Path.Combine(".local", "system.json"),
            Report = arguments.Text("--report"),
            Patience = TimeSpan.FromSeconds(arguments.Integer("--patience", 1, 86_400) ?? 120)
        };
    }
}
