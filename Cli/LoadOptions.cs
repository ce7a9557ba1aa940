using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DbPerService.Cli;

/// <summary>How orders are placed and disturbed: Replay's options, which Standalone takes too and hands on.</summary>
public sealed class LoadOptions
{
    // A day, in seconds.
    const int LongestRun = 86_400;

    /// <summary>Orders per second on a fixed schedule.</summary>
    public Option<decimal?> Rate { get; } = CommandLine.Number("--rate", "N", 0.1m, 100_000m,
        "Orders per second on a fixed schedule; without it, as fast as the system takes them");

    /// <summary>How many times over the file's orders are placed.</summary>
    public Option<int?> Times { get; } = CommandLine.Number("--times", "N", 1, 100_000, "Place the orders N times over (1)");

    /// <summary>Factor on the products' stock.</summary>
    public Option<decimal?> Stock { get; } = CommandLine.Number("--stock", "FACTOR", 0m, 1_000_000m,
        "Bring in the products' unitsInStock times FACTOR (1)");

    /// <summary>Where the report is written as JSON.</summary>
    public Option<string?> Report { get; } = CommandLine.Text("--report", "FILE", "Write the report as JSON too");

    /// <summary>Requests at a time.</summary>
    public Option<int?> Concurrency { get; } = CommandLine.Number("--concurrency", "N", 1, 1_000,
        "Requests at a time (32; with --rate 64)");

    /// <summary>Whether orders are placed by customers who sign in and check out their baskets.</summary>
    public Option<bool> Checkout { get; } = CommandLine.Flag("--checkout",
        "Place the orders as customers do: signed in, from a basket, through the Gateway; without it, at Orders itself");

    /// <summary>At full speed, how many accepted orders may be unfinished.</summary>
    public Option<int?> Unfinished { get; } = CommandLine.Number("--unfinished", "N", 1, 100_000,
        "Without --rate, how many accepted orders may be unfinished (800)");

    /// <summary>What is killed, and after how long.</summary>
    public Option<IReadOnlyList<(string Name, TimeSpan At)>?> Kill { get; } = CommandLine.Of("--kill", "NAME@SECONDS,…", ReadKills,
        "kill -9 by name and second, for example payments@5,orders-postgres@12");

    /// <summary>Whether services and their databases are killed.</summary>
    public Option<bool> Crash { get; } = CommandLine.Flag("--crash",
        "kill -9 each service twice and each database server once while orders are placed");

    /// <summary>Whether the broker is killed.</summary>
    public Option<bool> CrashKafka { get; } = CommandLine.Flag("--crash-kafka", "kill -9 the broker once while orders are placed");

    /// <summary>What the moments of the crashes are drawn from.</summary>
    public Option<int?> Seed { get; } = CommandLine.Number("--seed", "N", 0, int.MaxValue, "Seed of the moments of the crashes (1)");

    /// <summary>What faults are drawn from.</summary>
    public Option<int?> Chaos { get; } = CommandLine.Number("--chaos", "SEED", 0, int.MaxValue,
        "Carry out faults drawn from SEED while orders are placed, with --rate 20 and --stock 100 unless given; needs links");

    /// <summary>Seconds in which there are faults.</summary>
    public Option<int?> ChaosDuration { get; } = CommandLine.Number("--chaos-duration", "SECONDS", 10, LongestRun,
        "How long there are faults (180); orders are placed for as long, whatever --times says");

    /// <summary>Seconds after the last fault within which everything must be final.</summary>
    public Option<int?> Settle { get; } = CommandLine.Number("--settle", "SECONDS", 1, LongestRun,
        "How soon after the last fault everything must be final (60)");

    /// <summary>Seconds without progress after which the run gives up.</summary>
    public Option<int?> Patience { get; } = CommandLine.Number("--patience", "SECONDS", 1, LongestRun,
        "How long nothing may move before the run gives up (120)");

    IReadOnlyList<Option> All =>
        [Rate, Times, Stock, Report, Concurrency, Checkout, Unfinished, Kill, Crash, CrashKafka, Seed, Chaos, ChaosDuration, Settle, Patience];

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
        command.Validators.Add(result =>
        {
            if (result.GetResult(Chaos) is null && (result.GetResult(ChaosDuration) ?? result.GetResult(Settle)) is { } alone)
            {
                result.AddError($"{alone.Option.Name} needs {Chaos.Name} {Chaos.HelpName}");
            }
        });
    }

    /// <summary>Those that were given, as they were given.</summary>
    public IReadOnlyList<string> GivenIn(SymbolResult result) =>
    [
        // Every flag has a result, given or not.
        .. All.Select(result.GetResult).OfType<OptionResult>().Where(given => !given.Implicit).SelectMany(given =>
            given.Tokens.Select(token => token.Value).Prepend(given.Option.Name)),
    ];

    static IReadOnlyList<(string Name, TimeSpan At)>? ReadKills(string text)
    {
        var kills = new List<(string, TimeSpan)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split('@') is not [{ Length: > 0 } name, var moment]
                || !double.TryParse(moment, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                || seconds > LongestRun)
            {
                return null;
            }
            kills.Add((name, TimeSpan.FromSeconds(seconds)));
        }

        return kills;
    }
}
