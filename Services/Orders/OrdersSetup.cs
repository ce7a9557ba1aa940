using DbPerService.Contracts;
using DbPerService.Orders.Api;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;
using DbPerService.Orders.Owners;
using Microsoft.Extensions.Options;

namespace DbPerService.Orders;

static class OrdersSetup
{
    static readonly TimeSpan ListTimeout = TimeSpan.FromSeconds(15);

    public static void AddOrders(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OrdersOptions>().BindConfiguration("Orders").ValidateDataAnnotations()
            .Validate(
                options => options.PaymentTokenKey.Length >= TokenKey.MinSecretLength,
                $"Orders:PaymentTokenKey must be set to a secret of at least {TokenKey.MinSecretLength} characters, the same that Payments has.")
            .ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services
            .AddScoped<OrderStore>()
            .AddScoped<SagaStore>()
            .AddScoped<OrderIntake>()
            .AddScoped<SagaReview>()
            .AddSingleton<ParticipantSilence>()
            .AddSingleton(provider => TokenKey.From(provider.GetRequiredService<IOptions<OrdersOptions>>().Value.PaymentTokenKey))
            .AddSingleton<Workload>()
            .AddHostedService<SagaKeeper>();
        builder.AddCopies();
    }

    static void AddCopies(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddScoped<UserCopyStore>().AddScoped<ICopyStore<UserCopy>>(provider => provider.GetRequiredService<UserCopyStore>())
            .AddScoped<ProductCopyStore>().AddScoped<ICopyStore<ProductCopy>>(provider => provider.GetRequiredService<ProductCopyStore>())
            .AddScoped<ICopyStore<CurrencyCopy>, CurrencyCopyStore>()
            .AddScoped<OrderFacts>()
            .AddSingleton<OwnerClient>()
            .AddRunning<Currencies>()
            .AddRunning<PriceWatch>()
            .AddRunning<CopyFills>()
            .AddReconciliation<ReconciledUsers>(Topics.Users, SystemMap.Users.Name, OwnerClient.ForLists(SystemMap.Users.Name))
            .AddReconciliation<ReconciledProducts>(Topics.Products, SystemMap.Products.Name, OwnerClient.ForLists(SystemMap.Products.Name));
        var (self, users, products, currencies) =
            (SystemMap.Orders.Name, SystemMap.Users.Name, SystemMap.Products.Name, SystemMap.ReferenceData.Name);
        builder.AddServiceClient(self, users).WithResilience();
        builder.AddServiceClient(self, products).WithResilience();
        foreach (var owner in (string[])[users, products, currencies])
        {
            builder.AddServiceClient(self, owner, OwnerClient.ForLists(owner)).ConfigureHttpClient(client => client.Timeout = ListTimeout);
        }
    }

    static IServiceCollection AddRunning<T>(this IServiceCollection services) where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());
}
