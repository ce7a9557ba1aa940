namespace DbPerService.Search.Domain;

/// <summary>A word of a query.</summary>
/// <param name="Text">The word.</param>
/// <param name="Similar">Words of the index that are less similar than a mistake would explain, with their similarity from 0 to 1.</param>
sealed record QueryWord(string Text, IReadOnlyDictionary<string, double> Similar)
{
    /// <summary>Further words of a query are not looked for.</summary>
    public const int Max = 8;

    static readonly IReadOnlyDictionary<string, double> None = new Dictionary<string, double>();

    /// <summary>The words of a query, each once.</summary>
    public static IReadOnlyList<QueryWord> Of(string text) =>
        [.. SearchText.Words(text).Select(word => word.Text).Distinct().Take(Max).Select(word => new QueryWord(word, None))];

    /// <summary>How well a word of the index matches, from 0 to 1.</summary>
    public double Quality(string word)
    {
        var share = (double)Text.Length / Math.Max(word.Length, 1);
        return word == Text ? 1
            : word.StartsWith(Text, StringComparison.Ordinal) ? 0.7 + (0.25 * share)
            : Spelling.IsMeant(Text, word) ? (Spelling.IsWithinOneEdit(Text, word) ? 0.6 : 0.4 + (0.15 * share))
            : Similar.TryGetValue(word, out var similarity) ? 0.5 * similarity
            : 0;
    }
}
