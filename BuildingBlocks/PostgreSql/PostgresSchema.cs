using System.Reflection;

namespace DbPerService.PostgreSql;

/// <summary>A schema that a package keeps in a service's database beside the service's own tables.</summary>
/// <param name="Scripts">The assembly whose embedded <c>*.sql</c> resources create it, before the service's own.</param>
/// <param name="Grants">
/// The statements that grant the service's role, and that of <paramref name="ReplicationLogin"/>, their rights on it. Gets both roles'
/// names, quoted; run at each migration.
/// </param>
/// <param name="ReplicationLogin">
/// For a schema with its own login that reads the log by replication: the end of its connection string's name, <c>{service}-…</c>.
/// </param>
public sealed record PostgresSchema(Assembly Scripts, Func<string, string, string> Grants, string? ReplicationLogin = null);
