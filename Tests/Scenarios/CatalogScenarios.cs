using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios;

/// <summary>Products and reference data, each from its own service.</summary>
public abstract class CatalogScenarios(IRunningSystem system)
{
    readonly ShopClient _shop = new(system);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_product_is_added_changed_by_its_version_and_published()
    {
        var id = "p-" + Guid.NewGuid().ToString("N")[..12];
        using var added = await SendAsync(
            HttpMethod.Post, "/products", $$"""{"id":"{{id}}","name":"Chai","category":"Beverages","unitPrice":18}""");
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using var changed = await SendAsync(
            HttpMethod.Put, $"/products/{id}", """{"name":"Chai","category":"Beverages","unitPrice":19.5}""", added.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var outdated = await SendAsync(
            HttpMethod.Put, $"/products/{id}", """{"name":"Chai","category":"Beverages","unitPrice":17}""", added.Headers.ETag.Tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, outdated.StatusCode);

        var product = await _shop.GetAsync("products", $"/products/{id}");
        Assert.Equal((19.50m, "USD", 2), (
            product.GetProperty("unitPrice").GetDecimal(), product.Text("currency"), product.GetProperty("version").GetInt32()));
        await Eventually.IsTrue(
            async () =>
            {
                var outbox = (await _shop.ManagementAsync("products", "/sync")).GetProperty("outboxes")[0];
                // Not by id: those of a millisecond are in no order.
                return outbox.GetProperty("newestPublished") is { ValueKind: JsonValueKind.Object } published
                    && published.GetProperty("time").GetDateTimeOffset() >= outbox.GetProperty("newestCommitted").GetProperty("time").GetDateTimeOffset();
            },
            Cancelled);
    }

    [Fact]
    public async Task All_countries_and_currencies_are_served()
    {
        Assert.Equal(249, (await _shop.GetAsync("referencedata", "/countries")).GetProperty("items").GetArrayLength());
        Assert.Equal(178, (await _shop.GetAsync("referencedata", "/currencies")).GetProperty("items").GetArrayLength());
        Assert.Equal("Germany", (await _shop.GetAsync("referencedata", "/countries/DE")).Text("name"));
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("[]", "body")]
    [InlineData("""{"category":"Tea","unitPrice":1}""", "name")]
    [InlineData("""{"name":"","category":"Tea","unitPrice":1}""", "name")]
    [InlineData("""{"name":"a\u0000b","category":"Tea","unitPrice":1}""", "name")]
    [InlineData("""{"name":"Chai","category":7,"unitPrice":1}""", "category")]
    [InlineData("""{"name":"Chai","category":"Tea"}""", "unitPrice")]
    [InlineData("""{"name":"Chai","category":"Tea","unitPrice":0}""", "unitPrice")]
    [InlineData("""{"name":"Chai","category":"Tea","unitPrice":1e400}""", "unitPrice")]
    [InlineData("""{"name":"Chai","category":"Tea","unitPrice":0.001}""", "unitPrice")]
    [InlineData("""{"name":"Chai","category":"Tea","unitPrice":1,"currency":"XAU"}""", "currency")]
    [InlineData("""{"name":"Chai","category":"Tea","unitPrice":1,"discontinued":1}""", "discontinued")]
    [InlineData("""{"name":"Chai","category":"Tea","unitPrice":1,"id":"a/b"}""", "id")]
    [InlineData("""{"name":"Chai","category":"Tea","unitPrice":1,"version":2}""", "version")]
    public async Task An_invalid_product_gets_a_problem_that_names_the_field(string body, string field)
    {
        using var response = await SendAsync(HttpMethod.Post, "/products", body);

        await IsProblemAsync(response, HttpStatusCode.BadRequest, field);
    }

    [Theory]
    [InlineData("products", "/products/unheard-of", HttpStatusCode.NotFound)]
    [InlineData("products", "/products/%01", HttpStatusCode.BadRequest)]
    [InlineData("products", "/products?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("products", "/products?after=%01", HttpStatusCode.BadRequest)]
    [InlineData("referencedata", "/countries/ZZ", HttpStatusCode.NotFound)]
    [InlineData("referencedata", "/currencies/%01", HttpStatusCode.BadRequest)]
    public async Task An_unknown_id_or_an_invalid_query_gets_a_problem(string service, string path, HttpStatusCode status)
    {
        using var response = await system.Client(service).GetAsync(path, Cancelled);

        await IsProblemAsync(response, status, "");
    }

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await system.Client("products").SendAsync(request, Cancelled);
    }

    static async Task IsProblemAsync(HttpResponseMessage response, HttpStatusCode status, string field)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.True(field.Length == 0 || problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }
}
