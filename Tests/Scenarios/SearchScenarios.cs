using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios;

/// <summary>Products are found in Search's own index.</summary>
public abstract class SearchScenarios(IRunningSystem system)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_product_is_found_with_a_letter_wrong_by_its_newest_name_before_and_after_a_rebuild()
    {
        var (id, word) = ("p-" + Guid.NewGuid().ToString("N")[..12], RandomWord());
        using var added = await SendAsync(HttpMethod.Post, "/products", new { id, name = $"{word} Château", category = "Wine", unitPrice = 18 });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        await Eventually.IsTrue(async () => await FindsAsync($"{Mistake(word)} chateau", id, $"<mark>{word}</mark> <mark>Château</mark>"), Cancelled);

        var renamed = RandomWord();
        using var changed = await SendAsync(
            HttpMethod.Put, $"/products/{id}", new { name = renamed, category = "Wine", unitPrice = 18 }, added.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await Eventually.IsTrue(async () => await FindsAsync(Mistake(renamed), id, $"<mark>{renamed}</mark>"), Cancelled);

        var (generation, wasMissing) = (await RebuildAsync(), false);
        await Eventually.IsTrue(
            async () =>
            {
                wasMissing |= !await FindsAsync(renamed, id, $"<mark>{renamed}</mark>");
                var index = await system.Management("search").GetFromJsonAsync<JsonElement>("/index", Cancelled);
                return index.GetProperty("live").GetProperty("generation").GetInt64() >= generation;
            },
            Cancelled);
        Assert.False(wasMissing);
        Assert.True(await FindsAsync(renamed, id, $"<mark>{renamed}</mark>"));
    }

    [Theory]
    [InlineData("/search", "q")]
    [InlineData("/search?q=a%00b", "q")]
    [InlineData("/search?q=a&limit=0", "limit")]
    [InlineData("/search?q=a&limit=101", "limit")]
    [InlineData("/search?q=a&limit=many", "limit")]
    [InlineData("/search?q=a&category=", "category")]
    public async Task An_invalid_search_gets_a_problem_that_names_the_field(string path, string field)
    {
        using var response = await system.Client("search").GetAsync(path, Cancelled);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    async Task<bool> FindsAsync(string text, string id, string highlight)
    {
        var found = await system.Client("search").GetFromJsonAsync<JsonElement>($"/search?limit=5&q={Uri.EscapeDataString(text)}", Cancelled);
        return found.GetProperty("items").EnumerateArray()
            .Any(item => item.GetProperty("productId").GetString() == id && item.GetProperty("highlight").GetString() == highlight);
    }

    /// <summary>Waits for an earlier build to end: a new index fills itself.</summary>
    async Task<long> RebuildAsync()
    {
        var begun = 0L;
        await Eventually.IsTrue(
            async () =>
            {
                using var response = await system.Management("search").PostAsync("/index/rebuild", null, Cancelled);
                if (response.StatusCode == HttpStatusCode.Accepted)
                {
                    begun = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("generation").GetInt64();
                }

                return begun > 0;
            },
            Cancelled);
        return begun;
    }

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await system.Client("products").SendAsync(request, Cancelled);
    }

    /// <summary>A word that no other product has.</summary>
    static string RandomWord() => "W" + string.Concat(Enumerable.Range(0, 11).Select(_ => (char)('a' + Random.Shared.Next(26))));

    static string Mistake(string word) => word.Remove(5, 1);
}
