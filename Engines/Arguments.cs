namespace DbPerService.Engines;

/// <summary>The options after an engine's name; each takes a value.</summary>
internal sealed class Arguments
{
    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static Arguments Parse(ReadOnlySpan<string> args)
    {
        var arguments = new Arguments();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
                throw new EngineException($"expected --option value at '{args[i]}'");
            arguments._values[args[i][2..]] = args[i + 1];
        }

        return arguments;
    }

    public int Port => ParsePort("port", Required("port"));

    public string Required(string name) =>
        _values.GetValueOrDefault(name) ?? throw new EngineException($"--{name} is missing");

    public int? OptionalPort(string name) => _values.TryGetValue(name, out var text) ? ParsePort(name, text) : null;

    public string Optional(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    static int ParsePort(string name, string text) => int.TryParse(text, out var port) && port is > 0 and <= 65535
        ? port
        : throw new EngineException($"--{name} must be a number from 1 to 65535, not '{text}'");

    /// <summary>Passwords are passed in files, because every user of the machine can read a command line.</summary>
    public async Task<string> PasswordAsync(CancellationToken cancellationToken)
    {
        var file = Required("password-file");
        if (!File.Exists(file))
            throw new EngineException($"the password file {file} does not exist");
        var password = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        return password.Length > 0 ? password : throw new EngineException($"the password file {file} is empty");
    }
}
