using System.Text.Json;
using DbPerService.Consistency;
using DbPerService.Search;
using DbPerService.Search.Data;
using DbPerService.Search.Domain;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>The contract of the search index, on any database or search engine.</summary>
public abstract partial class SearchIndexConformance : ConformanceSuite
{
    IServiceProvider Instance => field ??= NewInstance();

    [Fact]
    public async Task A_product_is_found_by_its_words_in_any_order_and_by_their_beginnings()
    {
        await ApplyAsync(Product("1", "Night Ferry Brass Ruler"), Product("2", "Sandbank Pen Tray"), Product("3", "Night Lamp"));

        foreach (var text in new[] { "night ferry", "FERRY night", "n", "nig", "brass rul", "ruler, (brass)" })
        {
            Assert.Equal("1", (await FindAsync(text)).First(hit => hit.Product.ProductId != "3").Product.ProductId);
        }

        Assert.Equal(["3", "1"], (await FindAsync("night")).Select(hit => hit.Product.ProductId));
        Assert.Equal(["2"], (await FindAsync("sandbank")).Select(hit => hit.Product.ProductId));
        Assert.Empty(await FindAsync("xylophone"));
        Assert.Empty(await FindAsync("!?*"));
    }

    [Fact]
    public async Task Accents_and_case_do_not_matter()
    {
        await ApplyAsync(
            Product("1", "Château Margaux"), Product("2", "Gumbär Gummibärchen"), Product("3", "NuNuCa Nuß-Nougat-Creme"),
            Product("4", "Røde Grød"), Product("5", "Phở Bò"), Product("6", "Jack's Chowder"));

        foreach (var (text, id) in new[]
        {
            ("Chateau", "1"), ("CHÂTEAU", "1"), ("cha\u0302teau", "1"), ("gumbar", "2"), ("nuss nougat", "3"), ("rode grod", "4"),
            ("pho", "5"), ("jacks", "6"), ("jack’s", "6"),
        })
        {
            Assert.Equal(id, (await FindAsync(text))[0].Product.ProductId);
        }
    }

    [Fact]
    public async Task One_wrong_letter_finds_the_product_among_the_first_five()
    {
        var products = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "samples", "shop", "products.jsonl"), Cancelled);
        var names = products.Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("name").GetString()!)
            .Concat(["Tea", "Chai", "Chang", "Côte de Blaye", "Röd Kaviar", "Filo Mix", "Pâté chinois", "Gula Malacca", "Steeleye Stout"]).ToList();
        await ApplyAsync([.. names.Select((name, i) => Product($"{i}", name, category: $"Category {i % 5}"))]);
        var (seed, times) = (TestExtent.Seed, TestExtent.Of(8, 200));
        var random = new Random(seed);

        foreach (var name in names.SelectMany(name => Enumerable.Repeat(name, times)))
        {
            var typed = Typos.In(name, random);
            var found = await FindAsync(typed, limit: 5);
            Assert.True(
                found.Any(hit => hit.Product.Name == name),
                $"'{typed}' does not find '{name}' but {string.Join(", ", found.Select(hit => hit.Product.Name))}; seed {seed}");
        }
    }

    [Fact]
    public async Task A_wrong_letter_is_forgiven_while_a_word_is_still_being_typed()
    {
        await ApplyAsync(Product("1", "Château Margaux"), Product("2", "Charcoal"));

        foreach (var text in new[] { "chetea", "chatae", "xhatea", "chaetau", "marguax", "chateau mrg" })
        {
            Assert.Equal("1", (await FindAsync(text))[0].Product.ProductId);
        }
    }

    [Fact]
    public async Task A_word_with_more_mistakes_is_found_by_its_similarity()
    {
        await ApplyAsync(Product("1", "Thüringer Rostbratwurst"), Product("2", "Lakkalikööri"));

        Assert.Equal("1", (await FindAsync("rostbradwirst"))[0].Product.ProductId);
        Assert.Equal("2", (await FindAsync("lakalikori"))[0].Product.ProductId);
    }

    [Fact]
    public async Task A_version_that_is_not_newer_changes_nothing()
    {
        await ApplyAsync(Product("1", "Third") with { Version = 3 });
        await ApplyAsync(Product("1", "First") with { Version = 1 }, Product("1", "Second") with { Version = 2 });
        await ApplyAsync(Product("1", "Another") with { Version = 3 });

        Assert.Equal("Third", Assert.Single(await FindAsync("third")).Product.Name);
        Assert.Empty(await FindAsync("another"));

        await ApplyAsync(Product("1", "Fifth", discontinued: true) with { Version = 5, UnitPrice = 0.125m }, Product("1", "Fourth") with { Version = 4 });

        Assert.Empty(await FindAsync("third"));
        Assert.Equal(
            Product("1", "Fifth", discontinued: true) with { Version = 5, UnitPrice = 0.125m }, Assert.Single(await FindAsync("fifth")).Product);
    }

    [Fact]
    public async Task An_uncommitted_unit_has_no_effect()
    {
        await ReadAsync(Instance, async (ISearchIndex index) =>
        {
            await index.ApplyAsync([Product("1", "Lamp")], Cancelled);
            return 0;
        });

        Assert.Empty(await FindAsync("lamp"));
    }

    [Fact]
    public async Task A_discontinued_product_is_ranked_below_and_still_found()
    {
        await ApplyAsync(Product("1", "Blue Lamp", discontinued: true), Product("2", "Blue Lamp Shade"), Product("3", "Blue Lamp"));

        Assert.Equal(["3", "2", "1"], (await FindAsync("blue lamp")).Select(hit => hit.Product.ProductId));
    }

    [Fact]
    public async Task Facets_count_every_category_whichever_is_asked_for()
    {
        await ApplyAsync(
            Product("1", "Blue Ink", "Ink"), Product("2", "Blue Pen", "Desk"), Product("3", "Red Ink", "Ink"), Product("4", "Bluish Ink", "Ink"));

        var all = await SearchAsync(new("blu", null, 10));
        var ink = await SearchAsync(new("blu", "Ink", 10));

        Assert.Equal([new("Ink", 2), new("Desk", 1)], all.Categories);
        Assert.Equal((3, true), (all.Total, all.TotalIsExact));
        Assert.Equal(all.Categories, ink.Categories);
        Assert.Equal((2, 2), (ink.Total, ink.Hits.Count));
        Assert.Equal("<mark>Blue</mark> Ink", ink.Hits[0].Highlight);
    }

    [Fact]
    public async Task A_category_is_listed_without_a_text_by_name_and_the_discontinued_last()
    {
        await ApplyAsync(
            Product("1", "Beta", "Ink"), Product("2", "Alpha", "Ink"), Product("3", "Aaa", "Ink", discontinued: true), Product("4", "Pen", "Desk"));

        var listed = await SearchAsync(new("", "Ink", 2));
        var none = await SearchAsync(new("", "ink", 2));

        Assert.Equal(["2", "1"], listed.Hits.Select(hit => hit.Product.ProductId));
        Assert.Equal((3, true), (listed.Total, listed.TotalIsExact));
        Assert.Equal([new("Ink", 3)], listed.Categories);
        Assert.Equal((0, 0), (none.Total, none.Hits.Count));
    }

    [Fact]
    public async Task A_large_result_is_counted_in_part_and_an_exact_match_comes_first()
    {
        await ApplyAsync([.. Enumerable.Range(0, 1500).Select(i => Product($"{i}", $"Lamps {i}", i % 100 == 0 ? "Rare" : "Common"))]);
        await ApplyAsync(Product("x", "Lamp"));

        var all = await SearchAsync(new("lamp", null, 10));
        var rare = await SearchAsync(new("lamp", "Rare", 100));
        var listed = await SearchAsync(new("", "Common", 1));

        Assert.Equal("x", all.Hits[0].Product.ProductId);
        Assert.Equal((1000, false), (all.Total, all.TotalIsExact));
        Assert.Equal(15, rare.Hits.Count);
        Assert.Equal((1000, false), (listed.Total, listed.TotalIsExact));
    }

    [Fact]
    public async Task No_text_is_refused()
    {
        await ApplyAsync(Product("1", "O'Brien's \\ \"50%\" & <b>Ink</b> | !x:* 日本 😀 a_b"), Product("2", "☃"));
        var random = new Random(TestExtent.Seed);
        var characters = "ab'\"\\:*&|!()<>%_-~^ ̂ßé日😀\u200b".EnumerateRunes().ToList();

        foreach (var text in Enumerable.Range(0, 100).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => characters[random.Next(characters.Count)]))))
        {
            await FindAsync(text);
        }

        Assert.Equal("1", Assert.Single(await FindAsync("obriens 50 ink")).Product.ProductId);
        Assert.Equal("1", Assert.Single(await FindAsync("日本")).Product.ProductId);
        Assert.Contains("&lt;b&gt;<mark>Ink</mark>&lt;/b&gt;", (await FindAsync("ink"))[0].Highlight, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrent_units_leave_the_newest_version()
    {
        await Task.WhenAll(Enumerable.Range(1, 8).Select(version => Task.Run(() => ApplyAsync(
            [.. Enumerable.Range(0, 20).Select(i => (version % 2 == 0 ? i : 19 - i).ToString(System.Globalization.CultureInfo.InvariantCulture))
                .Select(id => Product(id, $"Lamp {version}") with { Version = version })]))));

        var found = await SearchAsync(new("lamp", null, 100));
        Assert.Equal(20, found.Total);
        Assert.All(found.Hits, hit => Assert.Equal("Lamp 8", hit.Product.Name));
    }

    [Fact]
    public async Task A_document_that_was_changed_by_hand_is_repaired_unless_an_event_was_faster()
    {
        await ApplyAsync(Product("1", "Night Ferry") with { Version = 7 }, Product("2", "Sandbank") with { Version = 2 }, Product("3", "Chai"));

        Assert.Equal(3, await RepairAsync(
            new("1", 7, Item("1", 3, "Brass Ruler")), new("2", 1, Item("2", 1, "Too late")), new("3", 1, null)));

        await using var scope = Instance.CreateAsyncScope();
        var copy = ActivatorUtilities.CreateInstance<ReconciledProducts>(scope.ServiceProvider);
        var items = await copy.ReadAsync(KeyRange.All, 10, Cancelled);
        Assert.Equal(
            [("1", 3L, "Brass Ruler"), ("2", 2L, "Sandbank")], items.Select(item => (item.Key, item.Version, item.Content["name"]!)));
        Assert.Equal(["1"], (await copy.ReadAsync(new("", "1"), 10, Cancelled)).Select(item => item.Key));
        Assert.Equal(["2"], (await copy.ReadAsync(new("1", null), 1, Cancelled)).Select(item => item.Key));
        Assert.Equal(["1"], (await FindAsync("brass ruler")).Select(hit => hit.Product.ProductId));
        Assert.Empty(await FindAsync("night"));
    }

    async Task<int> RepairAsync(params CopyRepair[] repairs)
    {
        await using var scope = Instance.CreateAsyncScope();
        return await ActivatorUtilities.CreateInstance<ReconciledProducts>(scope.ServiceProvider).RepairAsync(repairs, Cancelled);
    }

    static CopyItem Item(string key, long version, string name) => CopyItem.Of(
        key, version, ("name", name), ("category", "c"), ("unitPrice", "2"), ("currency", "EUR"), ("discontinued", "false"));

    Task ApplyAsync(params ProductDocument[] documents) => UnitAsync<ISearchIndex>(Instance, index => index.ApplyAsync(documents, Cancelled));

    Task<SearchResult> SearchAsync(SearchQuery query) => ReadAsync(Instance, (ISearchIndex index) => index.SearchAsync(query, Cancelled));

    async Task<IReadOnlyList<SearchHit>> FindAsync(string text, int limit = 20) => (await SearchAsync(new(text, null, limit))).Hits;

    static ProductDocument Product(string id, string name, string category = "Things", bool discontinued = false) =>
        new(id, 1, name, category, 12.5m, "EUR", discontinued);
}
