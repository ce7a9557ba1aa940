using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using DbPerService.Databases;
using Microsoft.Extensions.Logging;

namespace DbPerService.PostgreSql.Provisioning;

/// <summary>Applies SQL scripts once each, as the migrator, and grants the runtime roles their rights on what it created.</summary>
static class Migrator
{
    /// <exception cref="InvalidOperationException">A script that was applied is not what it was; the message names it.</exception>
    public static async Task MigrateAsync(
        ServiceLogins logins, Assembly service, ILogger logger, CancellationToken cancellationToken)
    {
        await using var database = await ServerConnection.OpenAsync(logins.Migrator, logger, cancellationToken);
        await database.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS public.schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
            ALTER TABLE public.schema_migrations ADD COLUMN IF NOT EXISTS checksum text;
            """,
            cancellationToken);
        // One job at a time, even if several instances of a service are started together.
        await database.ExecuteAsync("SELECT pg_advisory_lock(hashtext('schema_migrations'))", cancellationToken);
        foreach (var (name, sql) in logins.Schemas.Select(schema => schema.Schema.Scripts).Append(service).SelectMany(Scripts))
        {
            var checksum = Checksum(sql);
            switch (await database.ScalarAsync(
                "SELECT coalesce(checksum, '') FROM public.schema_migrations WHERE name = $1", name, cancellationToken))
            {
                case null:
                    await database.ExecuteAsync(
                        $"BEGIN;\n{sql}\n;INSERT INTO public.schema_migrations (name, checksum) VALUES ('{name}', '{checksum}'); COMMIT",
                        cancellationToken);
                    logger.Prepared(logins.Service, $"applied {name}");
                    break;
                case "":
                    // Applied before there were checksums.
                    await database.ExecuteAsync(
                        $"UPDATE public.schema_migrations SET checksum = '{checksum}' WHERE name = '{name}'", cancellationToken);
                    break;
                case string applied when applied != checksum:
                    throw new InvalidOperationException(
                        $"{name}.sql was changed after it was applied to the database: restore it, and put the change into a new script.");
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

    /// <summary>Line ends do not count: a clone may have others.</summary>
    static string Checksum(string sql) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql.Replace("\r\n", "\n", StringComparison.Ordinal))));

    static string Grants(string runtime) =>
        $"""
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {runtime};
        REVOKE INSERT, UPDATE, DELETE ON public.schema_migrations FROM {runtime};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {runtime};
        """;
}
