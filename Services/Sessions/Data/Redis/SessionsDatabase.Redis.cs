using DbPerService.Redis;
using DbPerService.Sessions.Data;
using DbPerService.Sessions.Data.Redis;

namespace DbPerService.Sessions;

static partial class SessionsDatabase
{
    static partial void AddRedis(List<DatabaseKind> kinds) => kinds.Add(RedisDatabase.Kind(
        builder => builder.AddRedis("sessions").Services.AddSingleton<ISessionStore, RedisSessionStore>(),
        () => RedisDatabase.MigrateAsync("sessions")));
}
