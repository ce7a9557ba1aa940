using DbPerService.Messaging;
using DbPerService.MongoDB;
using DbPerService.Payments.Data;
using DbPerService.Payments.Data.Mongo;

namespace DbPerService.Payments;

internal static partial class PaymentsDatabase
{
    static partial void AddMongo(List<DatabaseKind> kinds) => kinds.Add(new(
        "mongodb",
        text => text.StartsWith("mongodb", StringComparison.Ordinal),
        builder =>
        {
            builder.AddMongoMessaging("payments", MongoPaymentStore.Collection);
            builder.Services.AddHostedService<PaymentIndexes>();
            builder.Services.AddScoped<IPaymentStore, MongoPaymentStore>();
        },
        () => MongoDatabase.MigrateAsync("payments")));
}
