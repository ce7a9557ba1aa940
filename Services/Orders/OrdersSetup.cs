using DbPerService.Contracts;
using DbPerService.Orders.Api;
using DbPerService.Orders.Data;
using Microsoft.Extensions.Options;

namespace DbPerService.Orders;

static class OrdersSetup
{
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
            .AddScoped<UserCopyStore>()
            .AddScoped<SagaReview>()
            .AddSingleton<ParticipantSilence>()
            .AddSingleton(provider => TokenKey.From(provider.GetRequiredService<IOptions<OrdersOptions>>().Value.PaymentTokenKey))
            .AddSingleton<Workload>()
            .AddHostedService<SagaKeeper>();
    }
}
