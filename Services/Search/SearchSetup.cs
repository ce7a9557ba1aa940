using DbPerService.Contracts;
using DbPerService.Search.Api;
using DbPerService.Search.Data;

namespace DbPerService.Search;

static class SearchSetup
{
    public static void AddSearch(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SearchOptions>().BindConfiguration("Search").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.AddServiceClient(SystemMap.Search.Name, ProductsApi.Service);
        builder.Services
            .AddSingleton<LiveGeneration>()
            .AddScoped<ISearchIndex, PostgresSearchIndex>()
            .AddSingleton<IIndexGenerations, PostgresIndexGenerations>()
            .AddReconciliation<ReconciledProducts>(Topics.Products, ProductsApi.Service)
            .AddSingleton<ProductsApi>()
            .AddSingleton<IndexRebuild>()
            .AddSingleton<IndexKeeper>()
            .AddHostedService(provider => provider.GetRequiredService<IndexKeeper>());
    }
}
