using System.CommandLine;
using DbPerService.Cli;

namespace DbPerService.Replay.Options;

/// <param name="System">The description of the running system.</param>
/// <param name="Pairs">The number of writes that are read elsewhere, of each kind and with and without a token.</param>
/// <param name="Compositions">How often the details of an order are read.</param>
sealed record ReadsOptions(string System, int Pairs, int Compositions);

sealed class ReadsCommand : Command
{
    const int Pairs = 500;
    const int Compositions = 500;

    readonly Option<string?> _system = SystemOption.New();
    readonly Option<int?> _pairs = CommandLine.Number("--pairs", "N", 1, 1_000_000,
        $"Writes that are read in another service, of each of two kinds, with a sync token and without ({Pairs})");
    readonly Option<int?> _compositions = CommandLine.Number("--compositions", "N", 1, 1_000_000,
        $"How often the details of an order are read, and each of their parts ({Compositions})");

    /// <param name="run">Carries out what was asked for; its result is the exit status.</param>
    public ReadsCommand(Func<ReadsOptions, CancellationToken, Task<int>> run)
        : base("reads", "Reads across services: whether writes are seen, and what composing the details of an order costs")
    {
        Options.Add(_system);
        Options.Add(_pairs);
        Options.Add(_compositions);
        SetAction((result, cancellation) => run(
            new ReadsOptions(
                result.GetRequiredValue(_system)!, result.GetValue(_pairs) ?? Pairs, result.GetValue(_compositions) ?? Compositions),
            cancellation));
    }
}
