using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Payments.Data;
using DbPerService.ServiceDefaults;
using Npgsql;

namespace DbPerService.Payments;

/// <summary>The kinds of database Payments supports. The setting Payments:Database selects one, else the connection string.</summary>
internal static partial class PaymentsDatabase
{
    static readonly DatabaseKind Postgres = new(
        "postgres",
        text => text.Contains("Host=", StringComparison.OrdinalIgnoreCase),
        builder =>
        {
            builder.AddPostgresMessaging("payments");
            builder.Services.AddHealthChecks().AddDatabaseCheck<NpgsqlDataSource>();
            builder.Services.AddScoped<IPaymentStore, PostgresPaymentStore>();
        },
        () => PostgresMessaging.MigrateAsync("payments", typeof(PaymentsDatabase).Assembly));

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
