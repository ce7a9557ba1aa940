using System.CommandLine;
using DbPerService.Cli;

namespace DbPerService.Replay.Options;

/// <summary>Which system a command speaks to.</summary>
static class SystemOption
{
    public static Option<string?> New()
    {
        var option = CommandLine.Text("--system", "FILE", "What runs where, as Standalone writes it");
        option.DefaultValueFactory = _ => Path.Combine(".local", "system.json");
        return option;
    }
}
