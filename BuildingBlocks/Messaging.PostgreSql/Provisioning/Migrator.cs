using System.Reflection;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging.PostgreSql.Provisioning;

/// <summary>Applies SQL scripts once each, as the migrator, and gives the runtime roles their rights on what it made.</summary>
static class Migrator
{
    public static async Task MigrateAsync(
        ServiceLogins logins, Assembly service, ILogger logger, CancellationToken cancellationToken)
    {
        await using var database = await ServerConnection.OpenAsync(
            logins.Service + "-migrator", logins.Migrator, logger, cancellationToken);
        await database.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS public.schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
            cancellationToken);
        // One job at a time, also when several instances of a service are started together.
        await database.ExecuteAsync("SELECT pg_advisory_lock(hashtext('schema_migrations'))", cancellationToken);
        foreach (var (name, sql) in Scripts(typeof(Migrator).Assembly).Concat(Scripts(service)))
        {
            if (await database.ScalarAsync("SELECT 1 FROM public.schema_migrations WHERE name = $1", name, cancellationToken) is null)
            {
                await database.ExecuteAsync(
                    $"BEGIN;\n{sql}\n;INSERT INTO public.schema_migrations (name) VALUES ('{name}'); COMMIT", cancellationToken);
                logger.Migrated(logins.Service, $"applied {name}");
            }
        }

        await database.ExecuteAsync(Grants(logins), cancellationToken);
    }

    /// <summary>A resource's name ends in <c>.folder.file.sql</c>; the file's name orders the scripts.</summary>
    static IEnumerable<(string Name, string Sql)> Scripts(Assembly assembly) =>
        from resource in assembly.GetManifestResourceNames()
        where resource.EndsWith(".sql", StringComparison.Ordinal)
        orderby resource
        select (resource.Split('.')[^2], Read(assembly, resource));

    static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    static string Grants(ServiceLogins logins) =>
        $"""
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{logins.Runtime.Username}";
        REVOKE INSERT, UPDATE, DELETE ON public.schema_migrations FROM "{logins.Runtime.Username}";
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{logins.Runtime.Username}";
        GRANT USAGE ON SCHEMA messaging TO "{logins.Runtime.Username}", "{logins.Relay.Username}";
        GRANT SELECT, INSERT ON messaging.outbox, messaging.inbox TO "{logins.Runtime.Username}";
        GRANT SELECT, INSERT, UPDATE, DELETE ON messaging.dead_letter TO "{logins.Runtime.Username}";
        GRANT EXECUTE ON FUNCTION messaging.maintain(interval) TO "{logins.Runtime.Username}";
        GRANT EXECUTE ON FUNCTION messaging.settle() TO "{logins.Relay.Username}";
        GRANT SELECT ON messaging.outbox TO "{logins.Relay.Username}";
        GRANT SELECT, UPDATE ON messaging.relay_cursor TO "{logins.Relay.Username}";
        """;
}
