using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Search.Domain;
using DbPerService.Testing;

namespace DbPerService.Tests.PostgreSql.Search;

/// <summary>Search as its callers and operators see it.</summary>
public sealed class SearchServiceTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_index_is_filled_from_Products_and_says_so()
    {
        await using var app = await SearchApplication.StartAsync(
            engines, fill: true, [.. Enumerable.Range(0, 10).Select(i => Product($"{i}", $"Lamp {i}"))]);

        await Eventually.IsTrue(async () => (await IndexAsync(app)).Source == "Products", Cancelled);

        var index = await app.IndexAsync();
        Assert.Equal(10, index.GetProperty("digest").GetProperty("documents").GetInt64());
        Assert.Equal(10, index.GetProperty("live").GetProperty("comparison").GetProperty("added").GetInt64());
        var found = await app.SearchAsync("q=lmap%203&limit=1");
        Assert.Equal("lmap 3", found.GetProperty("query").GetString());
        var item = Assert.Single(found.GetProperty("items").EnumerateArray());
        Assert.Equal("3", item.GetProperty("productId").GetString());
        Assert.Equal("<mark>Lamp</mark> <mark>3</mark>", item.GetProperty("highlight").GetString());
        Assert.Equal((12.5m, "EUR"), (item.GetProperty("unitPrice").GetDecimal(), item.GetProperty("currency").GetString()));
        Assert.InRange(item.GetProperty("score").GetDouble(), 0.1, 1);
        var facet = Assert.Single(found.GetProperty("facets").GetProperty("categories").EnumerateArray());
        Assert.Equal("Things", facet.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_rebuild_is_requested_compared_and_switched_to()
    {
        await using var app = await SearchApplication.StartAsync(engines, fill: false);
        await app.ApplyAsync([.. Enumerable.Range(0, 10).Select(i => Product($"{i}", $"Lamp {i}"))]);
        var before = await IndexAsync(app);

        var generation = await RebuildAsync(app, "");
        await Eventually.IsTrue(async () => (await IndexAsync(app)).Generation == generation, Cancelled);

        var after = await IndexAsync(app);
        Assert.Equal((before.Hash, "Copy"), (after.Hash, after.Source));
        Assert.Equal(10, (await app.SearchAsync("q=lamp")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task What_only_the_live_index_has_is_given_up_only_on_demand()
    {
        await using var app = await SearchApplication.StartAsync(engines, fill: false, Product("1", "Lamp") with { Version = 2 });
        await app.ApplyAsync(Product("1", "Lump"), Product("2", "Phantom"));

        var refused = await RebuildAsync(app, "?source=products");
        await Eventually.IsTrue(async () => await EarlierAsync(app, refused) == "Failed", Cancelled);
        Assert.Equal(1, (await app.SearchAsync("q=phantom")).GetProperty("total").GetInt32());

        var forced = await RebuildAsync(app, "?source=products&force=true");
        await Eventually.IsTrue(async () => (await IndexAsync(app)).Generation == forced, Cancelled);
        Assert.Equal(0, (await app.SearchAsync("q=phantom")).GetProperty("total").GetInt32());
        Assert.Equal("Lamp", (await app.SearchAsync("q=lamp")).GetProperty("items")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_second_rebuild_and_an_unknown_source_are_refused()
    {
        await using var app = await SearchApplication.StartAsync(engines, fill: false);
        await app.Service.ScalarAsync<long>("SELECT search_begin_generation('copy', 1, gen_random_uuid(), '1 minute')");

        using var second = await app.Management.PostAsync("/index/rebuild", null, Cancelled);
        using var unknown = await app.Management.PostAsync("/index/rebuild?source=elsewhere", null, Cancelled);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.NotEqual(JsonValueKind.Null, (await app.IndexAsync()).GetProperty("building").ValueKind);
    }

    [Fact]
    public async Task An_invalid_query_gets_a_problem_that_names_the_field()
    {
        await using var app = await SearchApplication.StartAsync(engines, fill: false);
        foreach (var (query, field) in new[]
        {
            ("", "q"), ("q=", "q"), ("q=%20&limit=5", "q"), ("q=a%00b", "q"), ($"q={new string('x', 201)}", "q"), ("q=a&limit=0", "limit"),
            ("q=a&limit=101", "limit"), ("q=a&limit=many", "limit"), ("category=", "category"), ("q=a&category=%01", "category"),
        })
        {
            using var response = await app.Client.GetAsync("/search?" + query, Cancelled);
            Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
            Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), query);
        }

        using var valid = await app.Client.GetAsync($"/search?q={new string('x', 200)}&limit=100", Cancelled);
        Assert.Equal(HttpStatusCode.OK, valid.StatusCode);
    }

    static async Task<long> RebuildAsync(SearchApplication app, string query)
    {
        using var response = await app.Management.PostAsync("/index/rebuild" + query, null, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("generation").GetInt64();
    }

    static async Task<(long Generation, string? Source, string? Hash)> IndexAsync(SearchApplication app)
    {
        var index = await app.IndexAsync();
        var live = index.GetProperty("live");
        return (
            live.GetProperty("generation").GetInt64(), live.GetProperty("source").GetString(),
            index.GetProperty("digest").GetProperty("hash").GetString());
    }

    static async Task<string?> EarlierAsync(SearchApplication app, long generation) =>
        (await app.IndexAsync()).GetProperty("earlier").EnumerateArray()
            .Where(earlier => earlier.GetProperty("generation").GetInt64() == generation)
            .Select(earlier => earlier.GetProperty("state").GetString()).SingleOrDefault();

    static ProductDocument Product(string id, string name) => new(id, 1, name, "Things", 12.5m, "EUR", false);
}
