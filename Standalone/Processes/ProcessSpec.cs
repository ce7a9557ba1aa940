namespace DbPerService.Standalone.Processes;

/// <summary>How to start one process of the system.</summary>
sealed record ProcessSpec(string Name, string Program, params IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Its standard input: the way to pass a secret that no other user can read.</summary>
    public string? Input { get; init; }

    /// <summary>Whether its standard output goes to the log file only.</summary>
    public bool Quiet { get; init; }

    public static ProcessSpec Dotnet(string name, string project, params IEnumerable<string> arguments) =>
        new(name, Layout.Dotnet, [Layout.Program(project), .. arguments]);
}
