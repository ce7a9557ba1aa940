using System.Text.Json;
using DbPerService.Replay.Checks;
using DbPerService.Replay.Options;
using DbPerService.Replay.Reporting;
using DbPerService.Replay.Target;
using Spectre.Console;
using static System.FormattableString;

namespace DbPerService.Replay;

/// <summary>Checks everything in the system, whoever placed it: what was requested and received is then unknown.</summary>
sealed class Verification(VerifyOptions options, IAnsiConsole output, TimeProvider clock)
{
    const int Connections = 8;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var client = new ServiceClient(new SystemFileReader(options.System), Connections, options.Patience, clock);
        await Readiness.AwaitAsync(client, checkout: false, options.Patience, clock, cancellation);

        var reader = new EvidenceReader(client);
        var orders = await reader.OrdersAsync(Guid.Empty, cancellation);
        var verdicts = Invariants.Check(new Evidence
        {
            Orders = orders,
            Payments = await reader.PaymentsAsync(Guid.Empty, orders, cancellation),
            Reservations = await reader.ReservationsAsync(Guid.Empty, orders, cancellation),
            After = await reader.StockAsync(cancellation)
        });

        output.WriteLine(Invariant($"{orders.Count:N0} orders"));
        ReportText.WriteInvariants(verdicts, output);
        if (options.Report is { } path)
        {
            await File.WriteAllBytesAsync(
                path, JsonSerializer.SerializeToUtf8Bytes(new Verified(orders.Count, verdicts), ReportJson.Default.Verified), cancellation);
        }

        return verdicts.All(x => x.Held) ? ReplayExitCode.Held : ReplayExitCode.Broken;
    }
}

/// <param name="Orders">The number of orders.</param>
/// <param name="Invariants">The verdicts.</param>
sealed record Verified(int Orders, IReadOnlyList<Verdict> Invariants);
