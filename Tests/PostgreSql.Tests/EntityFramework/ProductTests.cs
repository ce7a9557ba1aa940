using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.FaultyNetwork;
using DbPerService.Products;
using DbPerService.Products.Api;
using DbPerService.Products.Data;
using DbPerService.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DbPerService.Tests.PostgreSql.EntityFramework;

/// <summary>Products with its own database behind a link.</summary>
public sealed class RunningProducts : IAsyncLifetime
{
    readonly EnginesFixture _engines = new();
    TestApplication _app = null!;

    public TestService Service { get; private set; } = null!;

    public FaultyLink Link { get; private set; } = null!;

    public HttpClient Client => _app.Client;

    public async ValueTask InitializeAsync()
    {
        await _engines.InitializeAsync();
        Service = await _engines.NewDatabaseAsync(typeof(ProductStore).Assembly);
        Link = FaultyLink.Start(0, new IPEndPoint(IPAddress.Loopback, _engines.Postgres.Port));
        _app = await TestApplication.StartAsync(
            Service,
            builder =>
            {
                var name = $"ConnectionStrings:{Service.Name}";
                builder.Configuration[name] = new NpgsqlConnectionStringBuilder(builder.Configuration[name]) { Port = Link.Port }.ConnectionString;
                builder.AddProducts();
                builder.AddEntityFrameworkMessaging<ProductsContext>(Service.Name);
            },
            app => app.MapProducts());
    }

    public string Sign(CallerRole role) => _app.Services.GetRequiredService<CallerSignature>().Sign(new Caller(role, "ALFKI"));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Link.DisposeAsync();
        await Service.DisposeAsync();
        await _engines.DisposeAsync();
    }
}

/// <summary>The endpoints of Products over its store. Each test has products of its own.</summary>
public sealed class ProductTests(RunningProducts products) : IClassFixture<RunningProducts>
{
    readonly string _id = "p-" + Guid.NewGuid().ToString("N")[..12];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_product_and_each_of_its_versions_is_stored_with_its_event()
    {
        using var added = await SendAsync(HttpMethod.Post, "/products", New("a b", "Tea"));
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(("/products/a%20b", "\"1\""), (added.Headers.Location!.OriginalString, added.Headers.ETag!.Tag));
        Assert.Equal(
            """{"id":"a b","name":"Chai","category":"Tea","unitPrice":18.00,"currency":"USD","discontinued":false,"version":1}""",
            await added.Content.ReadAsStringAsync(Cancelled));

        using var changed = await SendAsync(
            HttpMethod.Put, "/products/a%20b", """{"name":"Chai","category":"Tea","unitPrice":19,"currency":"JPY","discontinued":true}""", "\"1\"");
        Assert.Equal(("\"2\"", HttpStatusCode.OK), (changed.Headers.ETag!.Tag, changed.StatusCode));
        using var read = await products.Client.GetAsync("/products/a%20b", Cancelled);
        Assert.Equal("\"2\"", read.Headers.ETag!.Tag);
        Assert.Equal(
            """{"id":"a b","name":"Chai","category":"Tea","unitPrice":19,"currency":"JPY","discontinued":true,"version":2}""",
            await read.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(await changed.Content.ReadAsStringAsync(Cancelled), await read.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("1, 2", await VersionsAsync("a b"));
        Assert.Equal(
            """{"productId":"a b","name":"Chai","category":"Tea","unitPrice":19,"currency":"JPY","discontinued":true,"version":2}""",
            await products.Service.ScalarAsync<string>("SELECT payload FROM messaging.outbox WHERE key = 'a b' ORDER BY position DESC LIMIT 1"));
    }

    [Fact]
    public async Task A_product_without_an_id_gets_one_and_a_taken_id_is_refused()
    {
        using var made = await SendAsync(HttpMethod.Post, "/products", """{"name":"Chai","category":"Tea","unitPrice":18}""");
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("id").GetString()!;
        Assert.Equal(7, Guid.Parse(id).Version);

        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(
            HttpMethod.Post, "/products", $$"""{"id":"{{id}}","name":"Other","category":"Tea","unitPrice":18}"""));
        Assert.Equal("1", await VersionsAsync(id));
    }

    [Theory]
    [InlineData("\"1\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/\"2\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"7\", \"8\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("2", HttpStatusCode.BadRequest)]
    [InlineData(null, HttpStatusCode.PreconditionRequired)]
    [InlineData("\"1\", \"2\"", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.OK)]
    public async Task A_change_needs_the_version_that_it_is_based_on(string? ifMatch, HttpStatusCode expected)
    {
        await AddAsync(_id, "Tea");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Put, $"/products/{_id}", Body("Coffee"), "\"1\""));

        Assert.Equal(expected, await StatusAsync(HttpMethod.Put, $"/products/{_id}", Body("Beer"), ifMatch));

        Assert.Equal(expected == HttpStatusCode.OK ? "1, 2, 3" : "1, 2", await VersionsAsync(_id));
    }

    [Fact]
    public async Task Of_concurrent_changes_of_a_version_one_is_stored()
    {
        await AddAsync(_id, "Tea");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            number => StatusAsync(HttpMethod.Put, $"/products/{_id}", Body($"category {number}"), "\"1\"")));

        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer == HttpStatusCode.PreconditionFailed));
        Assert.Equal("1, 2", await VersionsAsync(_id));
    }

    [Fact]
    public async Task A_change_that_repeats_what_is_stored_makes_no_version()
    {
        await AddAsync(_id, "Tea");

        using var repeated = await SendAsync(HttpMethod.Put, $"/products/{_id}", Body("Tea"), "\"1\"");

        Assert.Equal(("\"1\"", HttpStatusCode.OK), (repeated.Headers.ETag!.Tag, repeated.StatusCode));
        Assert.Equal("1", await VersionsAsync(_id));
    }

    [Fact]
    public async Task A_caller_that_has_the_version_gets_304()
    {
        await AddAsync(_id, "Tea");

        Assert.Equal(HttpStatusCode.NotModified, await GetAsync($"/products/{_id}", "W/\"1\""));
        Assert.Equal(HttpStatusCode.OK, await GetAsync($"/products/{_id}", "\"2\""));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync("/products/unknown"));
    }

    [Fact]
    public async Task Products_are_listed_in_pages_by_the_bytes_of_their_ids()
    {
        foreach (var (id, category) in new[] { ("~b", "Ale"), ("~B", "Ale"), ("~a", "Beer"), ("~ä", "Ale"), ("~10", "Beer"), ("~9", "Ale") })
        {
            await AddAsync(id, category);
        }

        Assert.Equal(["~10,~9", "~B,~a", "~b,~ä"], await PagesAsync("/products?limit=2", after: "~"));
        Assert.Equal(["~9,~B,~b", "~ä"], await PagesAsync("/products?limit=3&category=Ale", after: ""));
        Assert.Equal([""], await PagesAsync("/products?limit=2", after: "~ä"));
        Assert.Equal(HttpStatusCode.BadRequest, await GetAsync("/products?limit=1001"));
        Assert.Equal(HttpStatusCode.BadRequest, await GetAsync("/products?category=%01"));
    }

    [Fact]
    public async Task Of_the_callers_operators_change_products_and_users_do_not()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Post, "/products", New(_id, "Tea"), caller: CallerRole.User));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(HttpMethod.Post, "/products", New(_id, "Tea"), caller: CallerRole.Operator));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Put, $"/products/{_id}", Body("Beer"), "\"1\"", CallerRole.User));
        Assert.Equal("1", await VersionsAsync(_id));
    }

    [Fact]
    public async Task While_the_database_is_unavailable_every_request_gets_503_and_afterwards_it_works()
    {
        await AddAsync(_id, "Tea");
        products.Link.Cut();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync($"/products/{_id}"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync("/products"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(HttpMethod.Put, $"/products/{_id}", Body("Beer"), "\"1\""));
        using var refused = await SendAsync(HttpMethod.Post, "/products", New("late", "Tea"));
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType));

        // The failures are reported by who catches them, from time to time.
        Assert.Contains(products.Service.Log.Lines, line => line.Contains("the database is unavailable", StringComparison.Ordinal));
        Assert.DoesNotContain(products.Service.Log.Lines, line =>
            line.Contains("ProductsContext", StringComparison.Ordinal) || line.Contains("DbCommand", StringComparison.Ordinal)
            || line.Contains("using the connection", StringComparison.Ordinal));

        products.Link.Heal();
        await Testing.Eventually.IsTrue(async () => await GetAsync($"/products/{_id}") == HttpStatusCode.OK, Cancelled);
    }

    static string New(string id, string category) => $$"""{"id":"{{id}}","name":"Chai","category":"{{category}}","unitPrice":18}""";

    static string Body(string category) => $$"""{"name":"Chai","category":"{{category}}","unitPrice":18}""";

    async Task AddAsync(string id, string category) =>
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(HttpMethod.Post, "/products", New(id, category)));

    Task<string?> VersionsAsync(string id) => products.Service.ScalarAsync<string>(
        $"SELECT string_agg(payload::json ->> 'version', ', ' ORDER BY position) FROM messaging.outbox WHERE key = '{id}'");

    async Task<List<string>> PagesAsync(string path, string? after)
    {
        var pages = new List<string>();
        do
        {
            var query = after is "" ? "" : $"&after={Uri.EscapeDataString(after!)}";
            var page = await products.Client.GetFromJsonAsync<JsonElement>(path + query, Cancelled);
            pages.Add(string.Join(',', page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString())));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);
        return pages;
    }

    async Task<HttpStatusCode> GetAsync(string path, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        using var response = await products.Client.SendAsync(request, Cancelled);
        return response.StatusCode;
    }

    async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string body, string? ifMatch = null, CallerRole? caller = null)
    {
        using var response = await SendAsync(method, path, body, ifMatch, caller);
        return response.StatusCode;
    }

    async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string body, string? ifMatch = null, CallerRole? caller = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (caller is { } role)
        {
            request.Headers.Add(CallerSignature.Header, products.Sign(role));
        }

        return await products.Client.SendAsync(request, Cancelled);
    }
}
