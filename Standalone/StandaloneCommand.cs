using System.CommandLine;
using System.CommandLine.Parsing;
using DbPerService.Cli;
using DbPerService.Contracts;

namespace DbPerService.Standalone;

/// <summary>The command line: what there is to ask for, and how it is read.</summary>
sealed class StandaloneCommand : RootCommand
{
    const int ChaosInstances = 2;

    readonly Option<string?> _state = CommandLine.Text("--state", "FOLDER", "Where system.json, secrets, data and logs are kept (.local)");

    readonly Option<IReadOnlyDictionary<string, int>?> _instances = CommandLine.Of<IReadOnlyDictionary<string, int>>(
        "--instances", "NAME=1…9,…", ReadInstances, "Several instances of a service, for example orders=2");

    readonly Option<IReadOnlyDictionary<string, string>?> _databases = CommandLine.Of<IReadOnlyDictionary<string, string>>(
        "--database", "NAME=KIND,…", ReadPerService,
        "A service's kind of database, for example inventory=redis (the first that is available)");

    readonly Option<IReadOnlyList<SystemService>?> _services = CommandLine.Of<IReadOnlyList<SystemService>>(
        "--services", "NAME,…", ReadServices, "Only these services, for example orders,payments,inventory; the others count as unavailable");

    readonly Option<bool> _noDashboard = CommandLine.Flag("--no-dashboard", "Without the Aspire dashboard");

    readonly Option<bool> _links = CommandLine.Flag("--links",
        "A network path that fails on demand before every database and the broker, for each instance");

    readonly Option<DirectoryInfo> _replay = new Option<DirectoryInfo>("--replay")
    {
        HelpName = "FOLDER",
        Description = "Feed products.jsonl, customers.jsonl and orders.jsonl through the running system and report, "
            + "as the options from --rate on say (Replay/README.md)",
    }.AcceptExistingOnly();

    readonly Option<bool> _exit = CommandLine.Flag("--exit", "Stop after the replay; the exit status says whether every invariant held");

    readonly LoadOptions _load = new();

    /// <param name="run">Carries out what was asked for; its result is the exit status.</param>
    public StandaloneCommand(Func<Options, Task<int>> run)
        : base("Runs the system without containers or Aspire: engines and services as child processes, until Ctrl-C.")
    {
        HelpName = "./run.sh";
        foreach (var option in new Option[] { _state, _services, _instances, _databases, _noDashboard, _links, _replay, _exit })
        {
            Options.Add(option);
        }
        // run.sh's own: it has led here.
        Options.Add(CommandLine.Flag("--standalone", "Run this even where the Aspire packages restore, as any other option does"));
        _load.AddTo(this);
        Validators.Add(ExpectReplay);
        SetAction(result => run(Read(result)));
    }

    Options Read(ParseResult result)
    {
        var chaos = result.GetValue(_load.Chaos) is not null;
        var services = result.GetValue(_services) ?? SystemMap.Services;
        var counts = result.GetValue(_instances) ?? new Dictionary<string, int>();
        return new Options
        {
            State = Path.GetFullPath(result.GetValue(_state) ?? Path.Combine(Layout.Root, ".local")),
            Dashboard = !result.GetValue(_noDashboard),
            Services = services,
            Instances = chaos
                ? services.ToDictionary(service => service.Name, service => counts.GetValueOrDefault(service.Name, ChaosInstances))
                : counts,
            Databases = result.GetValue(_databases) ?? new Dictionary<string, string>(),
            Links = chaos || result.GetValue(_links),
            ReplayFolder = result.GetValue(_replay)?.FullName,
            ReplayArguments = _load.GivenIn(result.CommandResult),
            Exit = result.GetValue(_exit),
        };
    }

    void ExpectReplay(CommandResult result)
    {
        var needing = _load.GivenIn(result).Append(result.GetResult(_exit)?.Option.Name).FirstOrDefault(name => name is not null);
        if (needing is not null && result.GetResult(_replay) is null)
        {
            result.AddError($"{needing} needs {_replay.Name} {_replay.HelpName}");
        }
    }

    static SystemService[] ReadServices(string text) => [.. text.Split(',').Select(Known)];

    static SystemService Known(string name) => SystemMap.Services.FirstOrDefault(service => service.Name == name)
        ?? throw new FormatException($"there is no service {name}");

    static Dictionary<string, string>? ReadPerService(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in text.Split(','))
        {
            if (entry.Split('=') is not [var service, { Length: > 0 } value])
            {
                return null;
            }
            values[Known(service).Name] = value;
        }

        return values;
    }

    static Dictionary<string, int>? ReadInstances(string text) =>
        ReadPerService(text) is { } counts && counts.Values.All(count => count is [>= '1' and <= '9'])
            ? counts.ToDictionary(entry => entry.Key, entry => entry.Value[0] - '0')
            : null;
}
