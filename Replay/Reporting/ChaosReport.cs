using DbPerService.Replay.Chaos;

namespace DbPerService.Replay.Reporting;

/// <param name="Seed">The seed of the plan.</param>
/// <param name="Plan">A line for each fault.</param>
/// <param name="Faults">The outcome of each fault.</param>
/// <param name="SettledAfter">Seconds from the end of the last fault until nothing was unfinished; null if something stayed so.</param>
/// <param name="Records">The records from which order and delivery were checked.</param>
sealed record ChaosReport(
    int Seed, IReadOnlyList<string> Plan, IReadOnlyList<FaultOutcome> Faults, double? SettledAfter, IReadOnlyList<string> Records)
{
    public static ChaosReport Of(ChaosSession chaos) =>
        new(chaos.Seed, [.. chaos.Plan.Select(x => x.ToString().Trim())], chaos.Faults, chaos.SettledAfter?.TotalSeconds, chaos.Records);
}
