using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Messaging;
using DbPerService.Search;
using DbPerService.Search.Api;
using DbPerService.Search.Data;
using DbPerService.Search.Domain;
using DbPerService.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.PostgreSql.Search;

/// <summary>Search with its endpoints, and a Products that lists what the test gives it.</summary>
sealed class SearchApplication(TestService service, WebApplication app, WebApplication products, List<ProductDocument> listed) : IAsyncDisposable
{
    public TestService Service => service;

    public HttpClient Client { get; } = new() { BaseAddress = new Uri(app.Urls.First()) };

    public HttpClient Management { get; } = new() { BaseAddress = new Uri(app.Urls.Last()) };

    /// <summary>What Products lists, by id.</summary>
    public List<ProductDocument> Listed => listed;

    public static async Task<SearchApplication> StartAsync(EnginesFixture engines, bool fill = true, params ProductDocument[] listed)
    {
        var service = await engines.NewDatabaseAsync(typeof(ISearchIndex).Assembly);
        var all = listed.ToList();
        var products = await StartProductsAsync(all);
        var builder = WebApplication.CreateBuilder();
        service.Configure(builder);
        builder.Configuration["urls"] = $"http://127.0.0.1:{FreePort.Next()}";
        builder.Configuration["Management:Port"] = $"{FreePort.Next()}";
        builder.Configuration["services:products:http:0"] = products.Urls.Single();
        builder.Configuration["Search:FillFromProducts"] = $"{fill}";
        builder.Configuration["Search:KeeperInterval"] = "00:00:00.050";
        builder.Configuration["Search:RebuildPageSize"] = "3";
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddSearch();
        builder.AddMessaging(service.Publisher);
        builder.AddPostgresMessaging(service.Name);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapManagementGroup().MapIndex();
        app.MapSearch();
        await app.StartAsync(CancellationToken.None);
        return new SearchApplication(service, app, products, all);
    }

    public async Task ApplyAsync(params ProductDocument[] documents)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISearchIndex>().ApplyAsync(documents, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().CommitAsync(CancellationToken.None);
    }

    public Task<JsonElement> SearchAsync(string query) => Client.GetFromJsonAsync<JsonElement>("/search?" + query, TestContext.Current.CancellationToken);

    public Task<JsonElement> IndexAsync() => Management.GetFromJsonAsync<JsonElement>("/index", TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Management.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await products.StopAsync(CancellationToken.None);
        await products.DisposeAsync();
        await service.DisposeAsync();
    }

    static async Task<WebApplication> StartProductsAsync(List<ProductDocument> all)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/products", (string? after, int limit) =>
        {
            var rest = all.Where(product => string.CompareOrdinal(product.ProductId, after ?? "") > 0)
                .OrderBy(product => product.ProductId, StringComparer.Ordinal).ToList();
            var page = rest.Take(limit).Select(p => new
            {
                Id = p.ProductId, p.Name, p.Category, p.UnitPrice, p.Currency, p.Discontinued, p.Version,
            });
            return new { Items = page, Next = rest.Count > limit ? rest[limit - 1].ProductId : null };
        });
        await app.StartAsync(CancellationToken.None);
        return app;
    }
}
