using DbPerService.PostgreSql;
using DbPerService.Sessions.Data;

namespace DbPerService.Sessions;

/// <summary>The kinds of database Sessions supports. The setting Sessions:Database selects one, else the connection string.</summary>
static partial class SessionsDatabase
{
    static readonly DatabaseKind Postgres = PostgresDatabase.Kind(
        builder => builder.AddPostgres("sessions").Services
            .AddSingleton<ISessionStore, PostgresSessionStore>()
            .AddHostedService<ExpiredSessions>(),
        () => PostgresDatabase.MigrateAsync("sessions", typeof(SessionsDatabase).Assembly));

    static List<DatabaseKind> Kinds
    {
        get
        {
            List<DatabaseKind> kinds = [Postgres];
            AddRedis(kinds);
            return kinds;
        }
    }

    public static void AddSessionsDatabase(this WebApplicationBuilder builder) =>
        DatabaseKind.Of(builder.Configuration, "sessions", Kinds).Add(builder);

    public static Task<int> MigrateAsync() => DatabaseKind.PrepareAsync("sessions", Kinds);

    /// <summary>Has a body only if Data/Redis is compiled.</summary>
    static partial void AddRedis(List<DatabaseKind> kinds);
}
