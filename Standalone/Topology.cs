using DbPerService.Standalone.Databases;

namespace DbPerService.Standalone;

/// <param name="Name">Its name in addresses, settings and consumer groups; its database is called the same.</param>
/// <param name="Project">The project that it is.</param>
/// <param name="Databases">The kinds of database that it can run on, the preferred one first.</param>
sealed record ServiceEntry(string Name, string Project, params IReadOnlyList<string> Databases);

/// <summary>What there is to run. A new service is a line here.</summary>
static class Topology
{
    public const string Kafka = "kafka";

    /// <summary>The services that share the secret under which payment tokens travel.</summary>
    public static readonly IReadOnlyList<string> ExchangePaymentTokens = ["orders", "payments"];

    public static readonly IReadOnlyList<ServiceEntry> Services =
    [
        new("orders", "Orders", PostgresAccess.Name),
        new("payments", "Payments", MongoAccess.Name, PostgresAccess.Name),
        new("inventory", "Inventory", RedisAccess.Name, PostgresAccess.Name),
    ];
}
