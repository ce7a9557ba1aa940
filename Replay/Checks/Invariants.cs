namespace DbPerService.Replay.Checks;

static class Invariants
{
    public static IReadOnlyList<Verdict> Check(Evidence evidence) =>
        [.. OrderInvariants.Check(evidence), .. StockInvariants.Check(evidence)];
}
