using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Users.Data;
using DbPerService.Users.Data.Mongo;

namespace DbPerService.Users;

static partial class UsersDatabase
{
    static partial void AddMongo(List<DatabaseKind> kinds) => kinds.Add(MongoMessaging.Kind(
        "users",
        services => services
            .AddScoped<IUserStore, MongoUserStore>()
            .AddStartupStep(provider => new StartupStep(
                provider.GetRequiredService<MongoServer>(),
                cancellationToken => UserIndexes.CreateAsync(provider.GetRequiredService<MongoConnection>(), cancellationToken)))
            .AddStartupStep(OperatorAccount.Step<MongoServer>),
        MongoUserStore.Collection));
}
