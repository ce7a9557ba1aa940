using DbPerService.Replay.Crash;

namespace DbPerService.Replay.Options;

internal sealed record RunOptions
{
    const int SteadyConnections = 64;
    const int FullSpeedPosters = 32;
    const int FullSpeedUnfinished = 800;
    const decimal ChaosRate = 20;
    const decimal ChaosStock = 100;

    static readonly string[] Values =
    [
        "--system", "--folder", "--rate", "--times", "--stock", "--report", "--concurrency",
        "--unfinished", "--seed", "--kill", "--patience", "--chaos", "--chaos-duration", "--settle"
    ];

    static readonly string[] Flags = ["--crash", "--crash-kafka"];

    public required string System { get; init; }
    public required string Folder { get; init; }

    /// <summary>Orders a second on a fixed schedule; null places them as fast as the system takes them.</summary>
    public double? Rate { get; init; }
    public int Times { get; init; } = 1;
    public decimal Stock { get; init; } = 1;
    public string? Report { get; init; }
    public int Concurrency { get; init; }

    /// <summary>At full speed, how many orders may be accepted and not yet finished: what the broker has to hold.</summary>
    public int Unfinished { get; init; }
    public int Seed { get; init; }
    public IReadOnlyList<PlannedKill> Kills { get; init; } = [];
    public bool Crash { get; init; }
    public bool CrashKafka { get; init; }

    /// <summary>Faults to carry out while orders are placed; null for none.</summary>
    public ChaosOptions? Chaos { get; init; }

    /// <summary>How long nothing may move before the run gives up.</summary>
    public TimeSpan Patience { get; init; }

    public static RunOptions Parse(ReadOnlySpan<string> args)
    {
        var arguments = new Arguments(args, Values, Flags);
        var chaos = ChaosOptions.Parse(arguments);
        var rate = arguments.Number("--rate", 0.1m, 100_000m) ?? (chaos is null ? null : ChaosRate);
        return new RunOptions
        {
            System = arguments.Text("--system") ?? Path.Combine(".local", "system.json"),
            Folder = arguments.RequiredText("--folder"),
            Rate = rate is { } perSecond ? (double)perSecond : null,
            Times = arguments.Integer("--times", 1, 100_000) ?? 1,
            Stock = arguments.Number("--stock", 0, 1_000_000m) ?? (chaos is null ? 1 : ChaosStock),
            Report = arguments.Text("--report"),
            Concurrency = arguments.Integer("--concurrency", 1, 1_000) ?? (rate is null ? FullSpeedPosters : SteadyConnections),
            Unfinished = arguments.Integer("--unfinished", 1, 100_000) ?? FullSpeedUnfinished,
            Seed = arguments.Integer("--seed", 0, int.MaxValue) ?? 1,
            Kills = KillPlan.Parse(arguments.Text("--kill")),
            Chaos = chaos,
            Crash = arguments.Has("--crash"),
            CrashKafka = arguments.Has("--crash-kafka"),
            Patience = TimeSpan.FromSeconds(arguments.Integer("--patience", 1, 86_400) ?? 120)
        };
    }
}
