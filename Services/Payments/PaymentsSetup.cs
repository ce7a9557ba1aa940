using DbPerService.Payments.Api;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments;

internal static class PaymentsSetup
{
    public static void AddPayments(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PaymentsOptions>().BindConfiguration("Payments").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services
            .AddSingleton<IPaymentProcessor, TestModeProcessor>()
            .AddSingleton<LateAnswerUnit>()
            .AddHostedService<LateAnswers>();
    }
}
