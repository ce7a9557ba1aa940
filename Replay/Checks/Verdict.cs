namespace DbPerService.Replay.Checks;

/// <param name="Invariant">The invariant, as text.</param>
/// <param name="Violations">The number of violations.</param>
/// <param name="Examples">The first few violations, as text.</param>
sealed record Verdict(string Invariant, int Violations, IReadOnlyList<string> Examples)
{
    const int Named = 5;

    public bool Held => Violations == 0;

    public static Verdict Of(string invariant, IEnumerable<string> examples)
    {
        var all = examples.ToList();
        return new Verdict(invariant, all.Count, [.. all.Take(Named)]);
    }
}
