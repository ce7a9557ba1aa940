using DbPerService.Search.Domain;

namespace DbPerService.Benchmarks.SearchIndex;

/// <summary>
/// Generates products with names of two to five words out of 20,000 and sometimes a number. A few words are in very many names, and most are
/// in few, as in any language.
/// </summary>
sealed class Catalogue
{
    static readonly string[] Beginnings = "b br c ch d dr f fl g gr h j k kl l m n p pr qu r s sch st str t tr v w z".Split(' ');
    static readonly string[] Vowels = "a e i o u ai au ea ie ou é ö ü".Split(' ');
    static readonly string[] Ends = "l ll m n nd ng r rn rt s st t x ck".Split(' ');

    readonly Random _random;
    readonly List<string> _words;

    public Catalogue(int seed)
    {
        _random = new(seed);
        var words = new HashSet<string>();
        while (words.Count < 20_000)
        {
            words.Add(string.Concat(Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => Pick(Beginnings) + Pick(Vowels))) + Pick(Ends));
        }

        _words = [.. words];
    }

    public IEnumerable<ProductDocument> Products(int count) => Enumerable.Range(0, count).Select(i =>
    {
        var words = Enumerable.Range(0, 2 + _random.Next(4)).Select(_ => Title(Word())).ToList();
        if (_random.Next(5) == 0)
        {
            words.Add($"{_random.Next(1, 1000)}");
        }

        return new ProductDocument(
            $"p{i}", 1, string.Join(' ', words), $"Category {_random.Next(40)}", _random.Next(100, 100_000) / 100m, "EUR", _random.Next(20) == 0);
    });

    /// <summary>Small numbers are much more frequent.</summary>
    string Word() => _words[(int)(_words.Count * Math.Pow(_random.NextDouble(), 3))];

    string Pick(string[] parts) => parts[_random.Next(parts.Length)];

    static string Title(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
