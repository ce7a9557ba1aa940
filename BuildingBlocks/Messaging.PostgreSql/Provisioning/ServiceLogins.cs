using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DbPerService.Messaging.PostgreSql.Provisioning;

/// <summary>The logins of one service's database, each with the least it needs.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Admin">Makes roles and database; null when that was done elsewhere.</param>
/// <param name="Migrator">Owns the database and its tables.</param>
/// <param name="Runtime">Reads and writes rows.</param>
/// <param name="Relay">Reads the outbox, by replication and from its table.</param>
sealed record ServiceLogins(
    string Service,
    NpgsqlConnectionStringBuilder? Admin,
    NpgsqlConnectionStringBuilder Migrator,
    NpgsqlConnectionStringBuilder Runtime,
    NpgsqlConnectionStringBuilder Relay)
{
    public static ServiceLogins From(IConfiguration configuration, string service) => new(
        service,
        configuration.GetConnectionString(service + "-admin") is null ? null : Read(configuration, service + "-admin"),
        Read(configuration, service + "-migrator"),
        Read(configuration, service),
        Read(configuration, service + "-relay"));

    static NpgsqlConnectionStringBuilder Read(IConfiguration configuration, string name)
    {
        var login = PostgresMessagingExtensions.ConnectionString(configuration, name);
        login.CommandTimeout = 60;
        login.Pooling = false;
        return login;
    }
}
