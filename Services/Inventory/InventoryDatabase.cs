using DbPerService.Inventory.Data;
using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.ServiceDefaults;
using Npgsql;

namespace DbPerService.Inventory;

/// <summary>The kinds of database Inventory supports. The setting Inventory:Database selects one, else the connection string.</summary>
internal static partial class InventoryDatabase
{
    static readonly DatabaseKind Postgres = new(
        "postgres",
        text => text.Contains("Host=", StringComparison.OrdinalIgnoreCase),
        builder =>
        {
            builder.AddPostgresMessaging("inventory");
            builder.Services.AddHealthChecks().AddDatabaseCheck<NpgsqlDataSource>();
            builder.Services.AddScoped<IStockStore, PostgresStockStore>();
        },
        () => PostgresMessaging.MigrateAsync("inventory", typeof(InventoryDatabase).Assembly));

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
