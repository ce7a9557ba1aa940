using System.Reflection;
using DbPerService.Databases;
using DbPerService.PostgreSql.Provisioning;
using Microsoft.Extensions.Hosting;

namespace DbPerService.PostgreSql;

/// <summary>Prepares a service's own database: a job that runs before the service, with logins that the service never gets.</summary>
public static class PostgresDatabase
{
    /// <summary>
    /// Creates roles and database with the administrator's login, if the connection string <c>{service}-admin</c> is given, then applies
    /// the schemas of packages and the assembly's embedded <c>*.sql</c> resources in the order of their names, each once and in its own
    /// transaction, with the migrator's login (<c>{service}-migrator</c>). May be repeated. Waits up to a minute for the server.
    /// </summary>
    /// <param name="service">The service's name, which is that of its connection string.</param>
    /// <param name="migrations">The assembly with the service's own scripts.</param>
    /// <param name="schemas">The schemas that packages keep in the database.</param>
    /// <returns>The process's exit status: 0, or 1 after one line on standard error.</returns>
    public static Task<int> MigrateAsync(string service, Assembly migrations, params IReadOnlyList<PostgresSchema> schemas) =>
        DatabaseJob.RunAsync(service, async (configuration, logger) =>
        {
            var logins = ServiceLogins.From(configuration, service, schemas);
            if (logins.Admin is not null)
            {
                await DatabaseProvisioner.ProvisionAsync(logins, logger, CancellationToken.None);
            }

            await Migrator.MigrateAsync(logins, migrations, logger, CancellationToken.None);
        });

    /// <summary>The kind <c>postgres</c>, for a service that can run on several.</summary>
    /// <param name="add">Adds the database and the stores on it to the service.</param>
    /// <param name="migrateAsync">Prepares the database; gives the process's exit status.</param>
    public static DatabaseKind Kind(Action<IHostApplicationBuilder> add, Func<Task<int>> migrateAsync) => new(
        "postgres", text => text.Contains("Host=", StringComparison.OrdinalIgnoreCase), add, migrateAsync);
}
