using DbPerService.Payments.Api;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;
using DbPerService.ServiceDefaults;
using Npgsql;

namespace DbPerService.Payments;

internal static class PaymentsSetup
{
    public static void AddPayments(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PaymentsOptions>().BindConfiguration("Payments").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHealthChecks().AddDatabaseCheck<NpgsqlDataSource>();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services
            .AddScoped<IPaymentStore, PostgresPaymentStore>()
            .AddSingleton<IPaymentProcessor, TestModeProcessor>()
            .AddHostedService<LateAnswers>();
    }
}
