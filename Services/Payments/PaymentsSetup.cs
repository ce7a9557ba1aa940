using DbPerService.Contracts;
using DbPerService.Payments.Api;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments;

static class PaymentsSetup
{
    public static void AddPayments(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PaymentsOptions>().BindConfiguration("Payments").ValidateDataAnnotations()
            .Validate(
                options => options.PaymentTokenKey.Length >= TokenKey.MinSecretLength,
                $"Payments:PaymentTokenKey must be set to a secret of at least {TokenKey.MinSecretLength} characters, the same that Orders has.")
            .Validate(
                options => options.PaymentTokenKeys.All(key => key.Length >= TokenKey.MinSecretLength),
                $"Payments:PaymentTokenKeys must each be a secret of at least {TokenKey.MinSecretLength} characters.")
            .ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services
            .AddSingleton<IPaymentProcessor, TestModeProcessor>()
            .AddSingleton<PaymentTokens>()
            .AddSingleton<LateAnswerUnit>()
            .AddHostedService<LateAnswers>()
            .AddHoldReview<PaymentHolds>(SystemMap.Orders.Name, "/internal/orders/status");
        builder.AddServiceClient(SystemMap.Payments.Name, SystemMap.Orders.Name);
    }
}
