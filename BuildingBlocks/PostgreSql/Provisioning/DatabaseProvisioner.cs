using DbPerService.Databases;
using Microsoft.Extensions.Logging;

namespace DbPerService.PostgreSql.Provisioning;

/// <summary>Creates a service's roles and database on its own server, and revokes everybody else's access.</summary>
static class DatabaseProvisioner
{
    public static async Task ProvisionAsync(ServiceLogins logins, ILogger logger, CancellationToken cancellationToken)
    {
        var database = logins.Runtime.Connection.Database ?? logins.Service;
        await using (var server = await ServerConnection.OpenAsync(logins.Admin!, logger, cancellationToken))
        {
            await RoleAsync(server, logins.Migrator, "NOREPLICATION", cancellationToken);
            await RoleAsync(server, logins.Runtime, "NOREPLICATION", cancellationToken);
            foreach (var login in logins.Replicating)
            {
                await RoleAsync(server, login, "REPLICATION", cancellationToken);
            }

            if (await server.ScalarAsync("SELECT 1 FROM pg_database WHERE datname = $1", database, cancellationToken) is null)
            {
                await server.ExecuteAsync($"CREATE DATABASE {Quote(database)} OWNER {Quote(logins.Migrator.Connection.Username!)}", cancellationToken);
            }

            // By default PostgreSQL lets every login connect to every database.
            await server.ExecuteAsync($"REVOKE ALL ON DATABASE {Quote(database)}, postgres, template1 FROM PUBLIC", cancellationToken);
            var roles = logins.Replicating.Prepend(logins.Runtime).Prepend(logins.Migrator).Select(login => Quote(login.Connection.Username!));
            await server.ExecuteAsync($"GRANT CONNECT ON DATABASE {Quote(database)} TO {string.Join(", ", roles)}", cancellationToken);
        }

        await using var owned = await ServerConnection.OpenAsync(logins.Admin!.At(database), logger, cancellationToken);
        await owned.ExecuteAsync(
            $"""
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
            GRANT ALL ON SCHEMA public TO {Quote(logins.Migrator.Connection.Username!)};
            GRANT USAGE ON SCHEMA public TO {Quote(logins.Runtime.Connection.Username!)};
            """,
            cancellationToken);
        logger.Prepared(logins.Service, $"roles and database '{database}' exist");
    }

    static async Task RoleAsync(
        ServerConnection server, PostgresLogin login, string replication, CancellationToken cancellationToken)
    {
        var role = Quote(login.Connection.Username!);
        var verb = await server.ScalarAsync("SELECT 1 FROM pg_roles WHERE rolname = $1", login.Connection.Username!, cancellationToken) is null
            ? "CREATE"
            : "ALTER";
        await server.ExecuteAsync(
            $"{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS {replication} PASSWORD {Literal(login.Connection.Password!)}",
            cancellationToken);
    }

    public static string Quote(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
