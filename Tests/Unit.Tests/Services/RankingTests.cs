using DbPerService.Search.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class RankingTests
{
    [Fact]
    public void Exact_words_come_before_beginnings_and_those_before_mistakes() =>
        Assert.Equal(["Ink", "Inks", "Inkwell", "Inc"], Names("ink", "Inc", "Inkwell", "Inks", "Ink", "Paper"));

    [Fact]
    public void Of_names_with_all_words_the_one_that_begins_so_and_has_few_others_comes_first() =>
        Assert.Equal(
            ["Blue Ink", "Blue Ink Bottle", "Ink Blue", "Dark Blue Ink"], Names("blue ink", "Dark Blue Ink", "Blue Ink Bottle", "Ink Blue", "Blue Ink"));

    [Fact]
    public void A_word_of_the_category_counts_less_than_one_of_the_name()
    {
        var result = Rank("ink", Product("Paper", "Ink"), Product("Ink Stand", "Desk"));

        Assert.Equal(["Ink Stand", "Paper"], result.Hits.Select(hit => hit.Product.Name));
        Assert.Equal("Paper", result.Hits[1].Highlight);
    }

    [Fact]
    public void A_similar_word_counts_by_its_similarity()
    {
        var words = new[] { new QueryWord("rostbradwirst", new Dictionary<string, double> { ["rostbratwurst"] = 0.5 }) };

        var hit = Assert.Single(Ranking.Rank(words, [Product("Rostbratwurst"), Product("Lamp")], new("", null, 5), isComplete: true).Hits);

        Assert.Equal("<mark>Rostbratwurst</mark>", hit.Highlight);
    }

    [Theory]
    [InlineData("chateau", "Le Château <b>", "Le <mark>Château</mark> &lt;b&gt;")]
    [InlineData("b", "Le Château <b>", "Le Château &lt;<mark>b</mark>&gt;")]
    [InlineData("nuss", "\"Nuß\" & Öl", "&quot;<mark>Nuß</mark>&quot; &amp; Öl")]
    [InlineData("jacks cld", "Jack's 😀 Cold", "<mark>Jack&#x27;s</mark> &#x1F600; <mark>Cold</mark>")]
    public void Highlights_are_HTML(string text, string name, string highlight) =>
        Assert.Equal(highlight, Assert.Single(Rank(text, Product(name)).Hits).Highlight);

    [Fact]
    public void A_category_limits_hits_and_total_but_not_facets()
    {
        var result = Ranking.Rank(
            QueryWord.Of("ink"), [Product("Ink", "A"), Product("Ink", "B"), Product("Ink Red", "B"), Product("Lamp", "C")], new("ink", "B", 1), isComplete: false);

        Assert.Equal("B", Assert.Single(result.Hits).Product.Category);
        Assert.Equal((2, false), (result.Total, result.TotalIsExact));
        Assert.Equal([new("B", 2), new("A", 1)], result.Categories);
    }

    [Fact]
    public void A_query_has_a_limited_number_of_different_words()
    {
        Assert.Equal(["a", "b"], QueryWord.Of("a b A b").Select(word => word.Text));
        Assert.Equal(QueryWord.Max, QueryWord.Of("a b c d e f g h i j").Count);
    }

    static IEnumerable<string> Names(string text, params string[] names) =>
        Rank(text, Array.ConvertAll(names, name => Product(name))).Hits.Select(hit => hit.Product.Name);

    static SearchResult Rank(string text, params ProductDocument[] products) =>
        Ranking.Rank(QueryWord.Of(text), products, new(text, null, 10), isComplete: true);

    static ProductDocument Product(string name, string category = "Things") => new(name + category, 1, name, category, 1, "EUR", false);
}
