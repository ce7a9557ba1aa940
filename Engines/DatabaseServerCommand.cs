using System.CommandLine;
using DbPerService.Cli;

namespace DbPerService.Engines;

/// <summary>The command that runs a database server, with the options that all of them have.</summary>
sealed class DatabaseServerCommand : Command
{
    readonly Option<int?> _port = PortOption("--port", "Where it listens", required: true);

    readonly Option<string?> _data = CommandLine.Text("--data", "FOLDER", "Where its data is kept");

    // A command line can be read by every user of the machine.
    readonly Option<FileInfo> _passwordFile = new Option<FileInfo>("--password-file")
    {
        Description = "A file with the administrator's password",
        HelpName = "FILE",
        Required = true,
    }.AcceptExistingOnly();

    public DatabaseServerCommand(string name, string description, Func<DatabaseServer, ParseResult, Task<int>> run)
        : base(name, description)
    {
        _data.Required = true;
        Options.Add(_port);
        Options.Add(_data);
        Options.Add(_passwordFile);
        SetAction(async result => await run(await ReadAsync(result), result));
    }

    public static Option<int?> PortOption(string name, string description, bool required)
    {
        var option = CommandLine.Number(name, "PORT", 1, 65535, description);
        option.Required = required;
        return option;
    }

    async Task<DatabaseServer> ReadAsync(ParseResult result)
    {
        var file = result.GetRequiredValue(_passwordFile);
        var password = (await File.ReadAllTextAsync(file.FullName)).Trim();
        return password.Length > 0
            ? new DatabaseServer(result.GetRequiredValue(_port)!.Value, Path.GetFullPath(result.GetRequiredValue(_data)!), password)
            : throw new EngineException($"the password file {file} is empty");
    }
}
