using DbPerService.Orders.Api;
using DbPerService.Orders.Data;
using DbPerService.ServiceDefaults;
using Npgsql;

namespace DbPerService.Orders;

internal static class OrdersSetup
{
    public static void AddOrders(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OrdersOptions>().BindConfiguration("Orders").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHealthChecks().AddDatabaseCheck<NpgsqlDataSource>();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services
            .AddScoped<OrderStore>()
            .AddScoped<SagaStore>()
            .AddScoped<UserCopyStore>()
            .AddSingleton<Workload>()
            .AddHostedService<SagaKeeper>();
    }
}
