using DbPerService.Inventory.Data;
using DbPerService.Inventory.Data.Redis;
using DbPerService.Messaging;
using DbPerService.Redis;

namespace DbPerService.Inventory;

internal static partial class InventoryDatabase
{
    static partial void AddRedis(List<DatabaseKind> kinds) => kinds.Add(new(
        "redis",
        // host:port first, then options; connection strings of the other kinds begin with a name or a scheme.
        text => !text.Split(',')[0].Contains('=', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal),
        builder =>
        {
            builder.AddRedisMessaging("inventory", RedisStockStore.Operations);
            builder.Services.AddScoped<IStockStore, RedisStockStore>();
        },
        () => RedisDatabase.MigrateAsync("inventory")));
}
