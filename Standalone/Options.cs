using System.Globalization;

namespace DbPerService.Standalone;

internal sealed record Options
{
    public const string Usage = """
        ./run.sh [--standalone] [options]

          --state FOLDER         where system.json, secrets, data and logs live (.local)
          --instances NAME=N,…   several instances of a service, for example orders=2
          --database NAME=KIND,… a service's kind of database, for example inventory=redis (the first that can be had)
          --no-dashboard         without the Aspire dashboard
          --links                a network path that fails on demand before every database and the broker, for each instance

          --replay FOLDER        feed products.jsonl, customers.jsonl and orders.jsonl through the running system and report
            --rate N             orders a second (as fast as the system takes them)
            --times N            place the orders N times over (1)
            --stock FACTOR       initial stock times FACTOR (1)
            --report FILE        the report as JSON too
            --exit               stop when done; the exit status says whether every invariant held
            --chaos SEED         draw faults from the seed and carry them out while orders are placed: implies --links, two instances
                                 of every service, and 20 orders a second
            --chaos-duration SECONDS, --settle SECONDS
                                 how long there are faults (180), and how soon after the last one everything must be final (60)
            --concurrency N, --unfinished N, --seed N, --kill PLAN, --crash, --crash-kafka, --patience SECONDS
                                 as Replay/README.md explains them
        """;

    const string Chaos = "--chaos";

    static readonly string[] ReplayNumbers =
    [
        "--rate", "--times", "--stock", "--concurrency", "--unfinished", "--seed", "--patience", Chaos, "--chaos-duration", "--settle",
    ];

    static readonly string[] ReplayTexts = ["--report", "--kill"];
    static readonly string[] ReplayFlags = ["--crash", "--crash-kafka"];

    public string State { get; private set; } = Path.Combine(Layout.Root, ".local");
    public bool Dashboard { get; private set; } = true;
    public IReadOnlyDictionary<string, int> Instances { get; private set; } = new Dictionary<string, int>();
    public IReadOnlyDictionary<string, string> Databases { get; private set; } = new Dictionary<string, string>();
    public string? ReplayFolder { get; private set; }
    public IReadOnlyList<string> ReplayArguments => _replayArguments;
    /// <summary>Whether the services reach databases and broker through links that fail on demand.</summary>
    public bool Links { get; private set; }

    public bool Exit { get; private set; }

    readonly List<string> _replayArguments = [];

    /// <summary>Null when help was asked for.</summary>
    public static Options? Parse(IReadOnlyList<string> args)
    {
        var options = new Options();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            switch (name)
            {
                case "--help" or "-h":
                    return null;
                case "--standalone":
                    break; // run.sh's own: it has led here
                case "--no-dashboard":
                    options.Dashboard = false;
                    break;
                case "--links":
                    options.Links = true;
                    break;
                case "--exit":
                    options.Exit = true;
                    break;
                case "--state":
                    options.State = Path.GetFullPath(Value());
                    break;
                case "--instances":
                    options.Instances = PerService(name, Value()).ToDictionary(entry => entry.Key, entry => Count(name, entry.Value));
                    break;
                case "--database":
                    options.Databases = PerService(name, Value());
                    break;
                case "--replay":
                    options.ReplayFolder = ExistingFolder(Value());
                    break;
                case var flag when ReplayFlags.Contains(flag):
                    options._replayArguments.Add(flag);
                    break;
                case var number when ReplayNumbers.Contains(number):
                    options._replayArguments.AddRange(number, Number(number, Value()));
                    break;
                case var text when ReplayTexts.Contains(text):
                    options._replayArguments.AddRange(text, Value());
                    break;
                default:
                    throw new UsageException($"unknown option {name}");
            }

            string Value() => i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal)
                ? args[++i]
                : throw new UsageException($"{name} needs a value");
        }

        if (options.ReplayFolder is null && (options.Exit || options._replayArguments.Count > 0))
            throw new UsageException($"{options._replayArguments.FirstOrDefault("--exit")} needs --replay FOLDER");
        if (options._replayArguments.Contains(Chaos))
            options.ExpectChaos();
        return options;
    }

    void ExpectChaos()
    {
        Links = true;
        Instances = Topology.Services.ToDictionary(service => service.Name, service => Instances.GetValueOrDefault(service.Name, 2));
    }

    static string Number(string name, string value) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? value
            : throw new UsageException($"{name} takes a number, not '{value}'");

    static string ExistingFolder(string path) => Directory.Exists(path)
        ? Path.GetFullPath(path)
        : throw new UsageException($"--replay: there is no folder {path}");

    static Dictionary<string, string> PerService(string name, string value)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in value.Split(','))
        {
            if (entry.Split('=') is not [var service, { Length: > 0 } text])
                throw new UsageException($"{name} takes NAME=VALUE,…, not '{entry}'");
            if (Topology.Services.All(known => known.Name != service))
                throw new UsageException($"{name}: there is no service {service}");
            values[service] = text;
        }

        return values;
    }

    static int Count(string name, string text) => int.TryParse(text, out var count) && count is >= 1 and <= 9
        ? count
        : throw new UsageException($"{name} takes a number from 1 to 9, not '{text}'");
}
