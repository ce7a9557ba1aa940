using DbPerService.Search.Data;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.PostgreSql.Search;

public sealed class PostgresSearchIndexTests(EnginesFixture engines) : SearchIndexConformance, IClassFixture<EnginesFixture>
{
    TestService _service = null!;

    public override async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync(typeof(ISearchIndex).Assembly);

    public override ValueTask DisposeAsync() => _service.DisposeAsync();

    protected override IServiceProvider NewInstance() => _service.NewInstance(builder =>
    {
        _service.AddMessagingOnly(builder);
        builder.Services.AddSingleton<LiveGeneration>().AddScoped<ISearchIndex, PostgresSearchIndex>()
            .AddSingleton<IIndexGenerations, PostgresIndexGenerations>();
    }).Services;

    protected override Task EndLeasesAsync() =>
        _service.ScalarAsync<int>("UPDATE search_generations SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'building' RETURNING 1");
}
