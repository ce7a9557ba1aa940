using System.Reflection;
using DbPerService.PostgreSql.Provisioning;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;

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
    public static async Task<int> MigrateAsync(string service, Assembly migrations, params IReadOnlyList<PostgresSchema> schemas)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(Environment.GetCommandLineArgs()).Build();
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        var logger = loggers.CreateLogger(nameof(PostgresDatabase));
        try
        {
            var logins = ServiceLogins.From(configuration, service, schemas);
            if (logins.Admin is not null)
            {
                await DatabaseProvisioner.ProvisionAsync(logins, logger, CancellationToken.None);
            }

            await Migrator.MigrateAsync(logins, migrations, logger, CancellationToken.None);
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or NpgsqlException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"{service}: the database could not be prepared: {exception.Message}");
            return 1;
        }
    }
}
