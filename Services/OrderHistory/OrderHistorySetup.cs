using DbPerService.OrderHistory.Api;
using DbPerService.OrderHistory.Rebuild;

namespace DbPerService.OrderHistory;

static class OrderHistorySetup
{
    public static void AddOrderHistory(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services
            .AddScoped<HistoryReader>()
            .AddSingleton<ViewRebuild>()
            .AddSingleton<RebuildRunner>()
            .AddHostedService(provider => provider.GetRequiredService<RebuildRunner>())
            .AddHostedService<ViewKeeper>();
    }
}
