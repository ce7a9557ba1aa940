namespace DbPerService.Replay.Sample;

/// <summary>
/// Steele, Lea and Flood's SplitMix64 (https://doi.org/10.1145/2714064.2660195). The numbers of <see cref="Random"/> for a seed may
/// change with the runtime; the committed sample and a printed plan must be the same everywhere.
/// </summary>
sealed class SplitMix(int seed)
{
    ulong _state = unchecked((ulong)seed);

    public ulong Next()
    {
        _state = unchecked(_state + 0x9E3779B97F4A7C15UL);
        var z = _state;
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return z ^ (z >> 31);
    }

    /// <summary>From zero to below <paramref name="end"/>.</summary>
    public int Below(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    /// <summary>Both bounds are included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
