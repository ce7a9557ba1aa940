using Microsoft.Extensions.Configuration;

namespace DbPerService.PostgreSql.Provisioning;

/// <summary>The logins of one service's database, each with only the rights it needs.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Admin">Creates roles and database; null if they were created elsewhere.</param>
/// <param name="Migrator">Owns the database and its tables.</param>
/// <param name="Runtime">Reads and writes rows.</param>
/// <param name="Schemas">The schemas that packages keep in the database, each with its own login, if it has one.</param>
sealed record ServiceLogins(
    string Service,
    PostgresLogin? Admin,
    PostgresLogin Migrator,
    PostgresLogin Runtime,
    IReadOnlyList<(PostgresSchema Schema, PostgresLogin? Login)> Schemas)
{
    /// <summary>The logins beside migrator and runtime.</summary>
    public IEnumerable<PostgresLogin> Replicating => Schemas.Select(schema => schema.Login).OfType<PostgresLogin>();

    public static ServiceLogins From(IConfiguration configuration, string service, params IReadOnlyList<PostgresSchema> schemas) => new(
        service,
        configuration.GetConnectionString(service + "-admin") is null ? null : Read(configuration, service + "-admin"),
        Read(configuration, service + "-migrator"),
        Read(configuration, service),
        [.. schemas.Select(schema => (schema, schema.ReplicationLogin is { } login ? Read(configuration, $"{service}-{login}") : null))]);

    static PostgresLogin Read(IConfiguration configuration, string name)
    {
        var login = PostgresLogin.Read(configuration, name).Default("Timeout", 3).Default("Command Timeout", 60);
        // Locks of the session end with its connection.
        login.Connection.Pooling = false;
        return login;
    }
}
