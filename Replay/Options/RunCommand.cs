using System.CommandLine;
using DbPerService.Cli;
using DbPerService.Replay.Crash;

namespace DbPerService.Replay.Options;

sealed class RunCommand : Command
{
    const int SteadyConnections = 64;
    const int FullSpeedPosters = 32;
    const int FullSpeedUnfinished = 800;
    const decimal ChaosRate = 20;
    const decimal ChaosStock = 100;
    const int ChaosDuration = 180;
    const int ChaosSettle = 60;
    const int Patience = 120;

    readonly Option<string?> _folder = CommandLine.Text("--folder", "FOLDER", "Where products.jsonl, customers.jsonl and orders.jsonl are");
    readonly Option<string?> _system = SystemOption.New();
    readonly LoadOptions _load = new();

    /// <param name="run">Carries out what was asked for; its result is the exit status.</param>
    public RunCommand(Func<RunOptions, CancellationToken, Task<int>> run)
        : base("run", "Places the orders of a folder on the running system and judges the outcome")
    {
        _folder.Required = true;
        Options.Add(_folder);
        Options.Add(_system);
        _load.AddTo(this);
        SetAction((result, cancellation) => run(Read(result), cancellation));
    }

    RunOptions Read(ParseResult result)
    {
        var chaos = ReadChaos(result);
        var rate = result.GetValue(_load.Rate) ?? (chaos is null ? null : ChaosRate);
        return new RunOptions
        {
            System = result.GetRequiredValue(_system)!,
            Folder = result.GetRequiredValue(_folder)!,
            Rate = (double?)rate,
            Times = result.GetValue(_load.Times) ?? 1,
            Stock = result.GetValue(_load.Stock) ?? (chaos is null ? 1 : ChaosStock),
            Report = result.GetValue(_load.Report),
            Concurrency = result.GetValue(_load.Concurrency) ?? (rate is null ? FullSpeedPosters : SteadyConnections),
            Checkout = result.GetValue(_load.Checkout),
            Unfinished = result.GetValue(_load.Unfinished) ?? FullSpeedUnfinished,
            Seed = result.GetValue(_load.Seed) ?? 1,
            Kills = [.. result.GetValue(_load.Kill)?.Select(kill => new PlannedKill(kill.Name, kill.At, null)) ?? []],
            Crash = result.GetValue(_load.Crash),
            CrashKafka = result.GetValue(_load.CrashKafka),
            Chaos = chaos,
            Patience = TimeSpan.FromSeconds(result.GetValue(_load.Patience) ?? Patience),
        };
    }

    ChaosOptions? ReadChaos(ParseResult result) => result.GetValue(_load.Chaos) is { } seed
        ? new ChaosOptions(
            seed,
            TimeSpan.FromSeconds(result.GetValue(_load.ChaosDuration) ?? ChaosDuration),
            TimeSpan.FromSeconds(result.GetValue(_load.Settle) ?? ChaosSettle))
        : null;
}
