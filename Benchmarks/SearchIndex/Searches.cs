using DbPerService.Search.Domain;

namespace DbPerService.Benchmarks.SearchIndex;

/// <summary>What people type into a search box, given the product they look for.</summary>
static class Searches
{
    public static IReadOnlyList<(string Kind, Func<ProductDocument, Random, string> Query)> Kinds { get; } =
    [
        ("the whole name", (product, _) => Text(product.Name)),
        ("one word", (product, _) => Text(product.Name.Split(' ')[0])),
        ("one to three letters", (product, random) => Text(product.Name[..random.Next(1, 4)])),
        ("a word and the beginning of the next", (product, random) =>
        {
            var words = product.Name.Split(' ');
            return Text($"{words[0]} {words[1][..Math.Min(words[1].Length, random.Next(1, 4))]}");
        }),
        ("the name with one letter wrong", (product, random) => Text(Mistake(product.Name, random))),
        ("one word with one letter wrong", (product, random) => Text(Mistake(product.Name.Split(' ')[0], random))),
        ("one word in a category", (product, _) => $"{Text(product.Name.Split(' ')[0])}&category={Uri.EscapeDataString(product.Category)}"),
        ("a category", (product, _) => $"category={Uri.EscapeDataString(product.Category)}"),
    ];

    static string Text(string text) => "q=" + Uri.EscapeDataString(text);

    static string Mistake(string name, Random random)
    {
        var place = random.Next(name.Length);
        return name.Remove(place, 1).Insert(place, ((char)('a' + random.Next(26))).ToString());
    }
}
