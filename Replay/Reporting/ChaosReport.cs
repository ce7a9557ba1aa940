using DbPerService.Replay.Chaos;

namespace DbPerService.Replay.Reporting;

/// <param name="Seed">What the plan was drawn from.</param>
/// <param name="Plan">A line for each fault.</param>
/// <param name="Faults">What came of them.</param>
/// <param name="SettledAfter">Seconds from the end of the last fault until nothing was unfinished; null when something was to the end.</param>
/// <param name="Records">What order and delivery were judged from.</param>
internal sealed record ChaosReport(
    int Seed, IReadOnlyList<string> Plan, IReadOnlyList<FaultOutcome> Faults, double? SettledAfter, IReadOnlyList<string> Records)
{
    public static ChaosReport Of(ChaosSession chaos) =>
        new(chaos.Seed, [.. chaos.Plan.Select(x => x.ToString().Trim())], chaos.Faults, chaos.SettledAfter?.TotalSeconds, chaos.Records);
}
