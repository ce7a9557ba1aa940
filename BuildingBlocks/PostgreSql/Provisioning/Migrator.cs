using System.Reflection;
using DbPerService.Databases;
using Microsoft.Extensions.Logging;

namespace DbPerService.PostgreSql.Provisioning;

/// <summary>Applies SQL scripts once each, as the migrator, and grants the runtime roles their rights on what it created.</summary>
static class Migrator
{
    public static async Task MigrateAsync(
        ServiceLogins logins, Assembly service, ILogger logger, CancellationToken cancellationToken)
    {
        await using var database = await ServerConnection.OpenAsync(logins.Migrator, logger, cancellationToken);
        await database.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS public.schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
            cancellationToken);
        // One job at a time, even if several instances of a service are started together.
        await database.ExecuteAsync("SELECT pg_advisory_lock(hashtext('schema_migrations'))", cancellationToken);
        foreach (var (name, sql) in logins.Schemas.Select(schema => schema.Schema.Scripts).Append(service).SelectMany(Scripts))
        {
            if (await database.ScalarAsync("SELECT 1 FROM public.schema_migrations WHERE name = $1", name, cancellationToken) is null)
            {
                await database.ExecuteAsync(
                    $"BEGIN;\n{sql}\n;INSERT INTO public.schema_migrations (name) VALUES ('{name}'); COMMIT", cancellationToken);
                logger.Prepared(logins.Service, $"applied {name}");
            }
        }

        var runtime = DatabaseProvisioner.Quote(logins.Runtime.Connection.Username!);
        await database.ExecuteAsync(Grants(runtime), cancellationToken);
        foreach (var (schema, login) in logins.Schemas)
        {
            await database.ExecuteAsync(
                schema.Grants(runtime, DatabaseProvisioner.Quote(login?.Connection.Username ?? logins.Runtime.Connection.Username!)), cancellationToken);
        }
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

    static string Grants(string runtime) =>
        $"""
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {runtime};
        REVOKE INSERT, UPDATE, DELETE ON public.schema_migrations FROM {runtime};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {runtime};
        """;
}
