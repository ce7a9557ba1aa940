using DbPerService.Messaging.MongoDB;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Data.Mongo;

namespace DbPerService.OrderHistory;

static partial class OrderHistoryDatabase
{
    static partial void AddMongo(List<DatabaseKind> kinds) => kinds.Add(MongoMessaging.Kind(
        "orderhistory",
        services => services.AddHostedService<ViewIndexes>()
            .AddScoped<IHistoryStore, MongoHistoryStore>().AddSingleton<IViewStore, MongoViewStore>()));
}
