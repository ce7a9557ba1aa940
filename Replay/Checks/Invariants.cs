namespace DbPerService.Replay.Checks;

internal static class Invariants
{
    public static IReadOnlyList<Verdict> Check(Evidence evidence) =>
        [.. OrderInvariants.Check(evidence), .. StockInvariants.Check(evidence)];
}
