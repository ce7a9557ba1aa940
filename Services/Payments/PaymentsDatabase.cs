using DbPerService.Messaging.PostgreSql;
using DbPerService.Payments.Data;

namespace DbPerService.Payments;

/// <summary>The kinds of database Payments supports. The setting Payments:Database selects one, else the connection string.</summary>
static partial class PaymentsDatabase
{
    static readonly DatabaseKind Postgres = PostgresMessaging.Kind(
        "payments", typeof(PaymentsDatabase).Assembly, services => services.AddScoped<IPaymentStore, PostgresPaymentStore>());

    static List<DatabaseKind> Kinds
    {
        get
        {
            List<DatabaseKind> kinds = [Postgres];
            AddMongo(kinds);
            return kinds;
        }
    }

    public static void AddPaymentsDatabase(this WebApplicationBuilder builder) =>
        DatabaseKind.Of(builder.Configuration, "payments", Kinds).Add(builder);

    public static Task<int> MigrateAsync() => DatabaseKind.PrepareAsync("payments", Kinds);

    /// <summary>Has a body only if Data/Mongo is compiled.</summary>
    static partial void AddMongo(List<DatabaseKind> kinds);
}
