using DbPerService.Inventory.Data;
using DbPerService.Messaging.PostgreSql;

namespace DbPerService.Inventory;

/// <summary>The kinds of database Inventory supports. The setting Inventory:Database selects one, else the connection string.</summary>
static partial class InventoryDatabase
{
    static readonly DatabaseKind Postgres = PostgresMessaging.Kind(
        "inventory", typeof(InventoryDatabase).Assembly, services => services.AddScoped<IStockStore, PostgresStockStore>());

    static List<DatabaseKind> Kinds
    {
        get
        {
            List<DatabaseKind> kinds = [Postgres];
            AddRedis(kinds);
            return kinds;
        }
    }

    public static void AddInventoryDatabase(this WebApplicationBuilder builder) =>
        DatabaseKind.Of(builder.Configuration, "inventory", Kinds).Add(builder);

    public static Task<int> MigrateAsync() => DatabaseKind.PrepareAsync("inventory", Kinds);

    /// <summary>Has a body only if Data/Redis is compiled.</summary>
    static partial void AddRedis(List<DatabaseKind> kinds);
}
