using DbPerService.Inventory.Data;
using DbPerService.Inventory.Data.Redis;
using DbPerService.Messaging.Redis;

namespace DbPerService.Inventory;

static partial class InventoryDatabase
{
    static partial void AddRedis(List<DatabaseKind> kinds) => kinds.Add(RedisMessaging.Kind(
        "inventory", RedisStockStore.Operations, services => services.AddScoped<IStockStore, RedisStockStore>()));
}
