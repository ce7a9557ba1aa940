using System.Diagnostics;
using System.Text;
using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Search.Api;
using DbPerService.Search.Data;
using DbPerService.Search.Domain;
using DbPerService.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Benchmarks.SearchIndex;

/// <summary>Search on its own server, wired as in the service, without a broker.</summary>
sealed class SearchUnderTest(EngineProcess engine, WebApplication app) : IAsyncDisposable
{
    const int BatchSize = 500;

    readonly HttpClient _client = new() { BaseAddress = new Uri(app.Urls.Single()) };

    public static async Task<SearchUnderTest> StartAsync()
    {
        var engine = await EngineProcess.PostgresAsync();
        string Login(string user, string database) =>
            $"Host=127.0.0.1;Port={engine.Port};Username={user};Password={engine.Password};Database={database}";
        Dictionary<string, string?> settings = new()
        {
            ["ConnectionStrings:search-admin"] = Login("postgres", "postgres"),
            ["ConnectionStrings:search-migrator"] = Login("search_migrator", "search"),
            ["ConnectionStrings:search"] = Login("search_app", "search"),
            ["ConnectionStrings:search-relay"] = Login("search_relay", "search"),
            ["ConnectionStrings:kafka"] = "127.0.0.1:1",
        };
        foreach (var (name, value) in settings)
        {
            Environment.SetEnvironmentVariable(name.Replace(":", "__", StringComparison.Ordinal), value);
        }

        if (await PostgresMessaging.MigrateAsync("search", typeof(ISearchIndex).Assembly) != 0)
        {
            throw new InvalidOperationException("PostgreSQL could not be prepared.");
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddMessaging(new ServiceDeclaration("search"));
        builder.AddPostgresMessaging("search");
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddSingleton<LiveGeneration>().AddScoped<ISearchIndex, PostgresSearchIndex>()
            .AddSingleton<IIndexGenerations, PostgresIndexGenerations>();
        // Neither relay nor consumer: there is no broker.
        foreach (var hosted in builder.Services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(MessagingOptions).Assembly).ToList())
        {
            builder.Services.Remove(hosted);
        }

        var app = builder.Build();
        app.MapSearch();
        await app.StartAsync();
        return new SearchUnderTest(engine, app);
    }

    /// <summary>Applies a batch of events per unit of work, as the consumer does: inbox, index, commit.</summary>
    /// <returns>Products per second.</returns>
    public async Task<double> IndexAsync(List<ProductDocument> products)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in products.Chunk(BatchSize))
        {
            await using var scope = app.Services.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
            await unit.TryAddToInboxAsync(Array.ConvertAll(batch, Message), default);
            await scope.ServiceProvider.GetRequiredService<ISearchIndex>().ApplyAsync(batch, default);
            await unit.CommitAsync(default);
        }

        return products.Count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <returns>Products per second.</returns>
    public async Task<double> RebuildAsync()
    {
        var generations = app.Services.GetRequiredService<IIndexGenerations>();
        var (started, written, after) = (Stopwatch.GetTimestamp(), 0, "");
        var build = await generations.BeginAsync(IndexSource.Copy, default) ?? throw new InvalidOperationException("Another build is running.");
        while (await generations.ReadAsync(after, BatchSize, default) is { Count: > 0 } page)
        {
            written += await build.WriteAsync(page, default);
            after = page[^1].ProductId;
        }

        var comparison = await build.CompareAsync(default);
        if (!comparison.IsEqual)
        {
            throw new InvalidOperationException($"The generations differ: {comparison}");
        }

        await build.SwitchAsync(comparison, default);
        return written / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <returns>The time of each search in milliseconds; the first few are not measured.</returns>
    public async Task<List<double>> MeasureAsync(IReadOnlyList<string> queries)
    {
        foreach (var query in queries.Take(50))
        {
            await _client.GetByteArrayAsync("/search?" + query);
        }

        var times = new List<double>(queries.Count);
        foreach (var query in queries)
        {
            var started = Stopwatch.GetTimestamp();
            await _client.GetByteArrayAsync("/search?" + query);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await engine.DisposeAsync();
    }

    static ConsumedMessage Message(ProductDocument product) => new(
        "products", 0, 0, product.ProductId, Guid.CreateVersion7(), "ProductChanged", "products", TimeProvider.System.GetUtcNow(),
        Encoding.UTF8.GetBytes("{}"), null, null);
}
