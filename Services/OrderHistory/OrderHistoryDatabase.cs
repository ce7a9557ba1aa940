using DbPerService.Messaging.PostgreSql;
using DbPerService.OrderHistory.Data;

namespace DbPerService.OrderHistory;

/// <summary>
/// The kinds of database OrderHistory supports. The setting OrderHistory:Database selects one, else the connection string.
/// </summary>
static partial class OrderHistoryDatabase
{
    static readonly DatabaseKind Postgres = PostgresMessaging.Kind(
        "orderhistory", typeof(OrderHistoryDatabase).Assembly,
        services => services.AddScoped<IHistoryStore, PostgresHistoryStore>().AddSingleton<IViewStore, PostgresViewStore>());

    static List<DatabaseKind> Kinds
    {
        get
        {
            List<DatabaseKind> kinds = [Postgres];
            AddMongo(kinds);
            return kinds;
        }
    }

    public static void AddOrderHistoryDatabase(this WebApplicationBuilder builder) =>
        DatabaseKind.Of(builder.Configuration, "orderhistory", Kinds).Add(builder);

    public static Task<int> MigrateAsync() => DatabaseKind.PrepareAsync("orderhistory", Kinds);

    /// <summary>Has a body only if Data/Mongo is compiled.</summary>
    static partial void AddMongo(List<DatabaseKind> kinds);
}
