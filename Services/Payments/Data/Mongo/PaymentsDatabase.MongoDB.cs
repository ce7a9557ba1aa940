using DbPerService.Messaging.MongoDB;
using DbPerService.Payments.Data;
using DbPerService.Payments.Data.Mongo;

namespace DbPerService.Payments;

static partial class PaymentsDatabase
{
    static partial void AddMongo(List<DatabaseKind> kinds) => kinds.Add(MongoMessaging.Kind(
        "payments", services => services.AddHostedService<PaymentIndexes>().AddScoped<IPaymentStore, MongoPaymentStore>(),
        MongoPaymentStore.Collection));
}
