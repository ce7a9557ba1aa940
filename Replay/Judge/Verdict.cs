namespace DbPerService.Replay.Judge;

/// <param name="Invariant">What must hold, in words.</param>
/// <param name="Offences">How many things break it.</param>
/// <param name="Offenders">The first few of them, each with what is wrong.</param>
internal sealed record Verdict(string Invariant, int Offences, IReadOnlyList<string> Offenders)
{
    const int Named = 5;

    public bool Held => Offences == 0;

    public static Verdict Of(string invariant, IEnumerable<string> offenders)
    {
        var all = offenders.ToList();
        return new Verdict(invariant, all.Count, [.. all.Take(Named)]);
    }
}
