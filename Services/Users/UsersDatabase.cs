using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql;
using DbPerService.Users.Data;

namespace DbPerService.Users;

/// <summary>The kinds of database Users supports. The setting Users:Database selects one, else the connection string.</summary>
static partial class UsersDatabase
{
    static readonly DatabaseKind Postgres = PostgresMessaging.Kind(
        "users", typeof(UsersDatabase).Assembly,
        services => services.AddScoped<IUserStore, PostgresUserStore>().AddStartupStep(OperatorAccount.Step<PostgresServer>));

    static List<DatabaseKind> Kinds
    {
        get
        {
            List<DatabaseKind> kinds = [Postgres];
            AddMongo(kinds);
            return kinds;
        }
    }

    public static void AddUsersDatabase(this WebApplicationBuilder builder) =>
        DatabaseKind.Of(builder.Configuration, "users", Kinds).Add(builder);

    public static Task<int> MigrateAsync() => DatabaseKind.PrepareAsync("users", Kinds);

    /// <summary>Has a body only if Data/Mongo is compiled.</summary>
    static partial void AddMongo(List<DatabaseKind> kinds);
}
