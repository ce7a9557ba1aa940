using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>Prepares a service's own PostgreSQL database with the tables of outbox, inbox and dead letters.</summary>
public static class PostgresMessaging
{
    /// <summary>The schema <c>messaging</c>, and the relay's login, <c>{service}-relay</c>.</summary>
    public static PostgresSchema Schema { get; } = new(typeof(PostgresMessaging).Assembly, Grants, "relay");

    /// <summary><see cref="PostgresDatabase.MigrateAsync"/> with this schema.</summary>
    /// <returns>The process's exit status: 0, or 1 after one line on standard error.</returns>
    public static Task<int> MigrateAsync(string service, Assembly migrations) =>
        PostgresDatabase.MigrateAsync(service, migrations, Schema);

    /// <summary>The kind <c>postgres</c> with messaging, for a service that can run on several.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="migrations">The assembly with the service's own scripts.</param>
    /// <param name="addStores">Adds what the service keeps in the database.</param>
    public static DatabaseKind Kind(string service, Assembly migrations, Action<IServiceCollection> addStores) => PostgresDatabase.Kind(
        builder => addStores(builder.AddPostgresMessaging(service).Services), () => MigrateAsync(service, migrations));

    static string Grants(string runtime, string relay) =>
        $"""
        GRANT USAGE ON SCHEMA messaging TO {runtime}, {relay};
        GRANT SELECT, INSERT ON messaging.outbox, messaging.inbox TO {runtime};
        GRANT SELECT, INSERT, UPDATE, DELETE ON messaging.dead_letter TO {runtime};
        GRANT EXECUTE ON FUNCTION messaging.maintain(interval) TO {runtime};
        GRANT EXECUTE ON FUNCTION messaging.settle() TO {relay};
        GRANT SELECT ON messaging.outbox TO {relay};
        GRANT SELECT, UPDATE ON messaging.relay_cursor TO {relay};
        """;
}
