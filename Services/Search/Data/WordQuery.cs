using DbPerService.Search.Domain;

namespace DbPerService.Search.Data;

/// <summary>Queries in PostgreSQL's text form (tsquery). Words consist of letters and digits only, so quotes need no escaping.</summary>
static class WordQuery
{
    // A word that could be so many others is typed too unclearly for more of them to help.
    const int MaxAlternatives = 30;
    const int MaxAlternativesOfPart = 8;

    // Without one letter still long enough to be the beginning of few words only.
    const int MinBeginning = Spelling.MinBeginning - 1;

    /// <summary>All words, as they are.</summary>
    public static string Exact(IEnumerable<QueryWord> words) => And(words.Select(word => Quote(word.Text)));

    /// <summary>A word that begins with each.</summary>
    public static string Beginnings(IEnumerable<QueryWord> words) => And(words.Select(word => Beginning(word.Text)));

    /// <summary>For each word a word that begins with it, or one that may have been meant.</summary>
    public static string Tolerant(IReadOnlyList<QueryWord> words, IReadOnlyDictionary<string, List<string>> meant) =>
        And(words.Select(word => Alternatives(word, meant, MaxAlternatives)));

    /// <summary>The same for all words but any one.</summary>
    public static string AllButOne(IReadOnlyList<QueryWord> words, IReadOnlyDictionary<string, List<string>> meant) => string.Join(" | ", words.Select(
        left => $"({And(words.Where(word => word != left).Select(word => Alternatives(word, meant, MaxAlternativesOfPart)))})"));

    /// <summary>Words of the index that may have been meant by a typed one: what both have in common when one letter is left out.</summary>
    public static string Variants(string typed) => string.Join(
        " | ", Spelling.Variants(typed).Where(variant => variant.Length > 1)
            .Select(variant => variant.Length >= MinBeginning ? Beginning(variant) : Quote(variant)));

    static string Alternatives(QueryWord word, IReadOnlyDictionary<string, List<string>> meant, int max) =>
        $"({string.Join(" | ", meant.GetValueOrDefault(word.Text, []).Take(max).Select(Quote).Prepend(Beginning(word.Text)))})";

    static string And(IEnumerable<string> parts) => string.Join(" & ", parts);

    static string Quote(string word) => $"'{word}'";

    static string Beginning(string word) => $"'{word}':*";
}
