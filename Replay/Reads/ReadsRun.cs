using DbPerService.Cli;
using DbPerService.Contracts;
using DbPerService.Replay.Options;
using DbPerService.Replay.Target;
using Spectre.Console;
using static System.FormattableString;

namespace DbPerService.Replay.Reads;

/// <summary>Reads in another service than the one that was written to, and composed reads.</summary>
sealed class ReadsRun(ReadsOptions options, IAnsiConsole output, TimeProvider clock)
{
    const int Connections = 16;
    const double MostAdded = 3;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var client = new ServiceClient(new SystemFileReader(options.System), Connections, Patience, clock);
        SystemService[] needed =
        [
            SystemMap.Orders, SystemMap.Payments, SystemMap.Inventory, SystemMap.Users, SystemMap.Products, SystemMap.Sessions,
            SystemMap.OrderHistory, SystemMap.Gateway,
        ];
        if (needed.Except(client.Services).FirstOrDefault() is { } missing)
        {
            throw new NoAnswerException($"the system has no service {missing.Name}");
        }

        var buyer = await Buyer.RegisterAsync(client, clock, cancellation);
        var pairs = new WriteReadPairs(client, buyer);
        var table = new TextTable("Write, then read in another service").Numbers("pairs", "seen with a token", "seen without");
        var missed = 0;
        foreach (var (name, pair) in pairs.Kinds)
        {
            var with = await CountAsync(token => pair(true, token), cancellation);
            var without = await CountAsync(token => pair(false, token), cancellation);
            missed += options.Pairs - with;
            table.Row(null, name, Invariant($"{options.Pairs:N0}"), Invariant($"{with:N0}"), Invariant($"{without:N0}"));
        }

        output.Write(table);
        var composition = await new Composition(client, buyer, clock).MeasureAsync(options.Compositions, cancellation);
        output.WriteLine();
        output.Write(composition.Table());
        return missed == 0 && composition.Added <= MostAdded ? ReplayExitCode.Held : ReplayExitCode.Broken;
    }

    async Task<int> CountAsync(Func<CancellationToken, Task<bool>> pair, CancellationToken cancellation)
    {
        var seen = 0;
        for (var i = 0; i < options.Pairs; i++)
        {
            seen += await pair(cancellation) ? 1 : 0;
        }

        return seen;
    }
}
