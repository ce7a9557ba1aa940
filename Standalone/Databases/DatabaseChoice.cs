using System.Collections;
using System.Reflection;
using DbPerService.Contracts;

namespace DbPerService.Standalone.Databases;

/// <summary>Chooses the kind of database of each service.</summary>
static class DatabaseChoice
{
    // The adapters for all but PostgreSQL are built on the full feed only; see docs/feeds.md.
    static readonly bool HasAllAdapters = typeof(DatabaseChoice).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Any(entry => entry is { Key: "Feed", Value: "full" });

    /// <summary>
    /// The kind requested by the option or the setting <c>{service}:Database</c>, else the first one that is available; null for a service
    /// without a database.
    /// </summary>
    /// <exception cref="StartException">The service does not support the kind, or it is not available.</exception>
    public static string? Of(SystemService service, Options options)
    {
        if ((options.Databases.GetValueOrDefault(service.Name) ?? Setting(service.Name)) is not { Length: > 0 } wanted)
        {
            return service.Databases.FirstOrDefault(kind => Obstacle(kind) is null);
        }

        if (service.Databases.FirstOrDefault(kind => string.Equals(kind, wanted, StringComparison.OrdinalIgnoreCase)) is not { } known)
        {
            throw new StartException(service.Databases.Count == 0
                ? $"{service.Name} has no database, so it cannot run on '{wanted}'"
                : $"{service.Name} runs on {string.Join(" or ", service.Databases)}, not on '{wanted}'");
        }
        return Obstacle(known) is { } obstacle
            ? throw new StartException($"{service.Name} cannot run on {known} here: {obstacle}")
            : known;
    }

    static string? Obstacle(string kind) => kind switch
    {
        DatabaseKinds.Postgres => null, // Engines downloads it if it is not installed
        _ when !HasAllAdapters => "its adapter is left out of this build (docs/feeds.md)",
        DatabaseKinds.Redis => Missing("redis-server"),
        _ => Missing("mongod"),
    };

    static string? Missing(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)))
            ? null
            : $"there is no {program} on the PATH";

    // Read as the services read it, because they would use it too.
    static string? Setting(string service) => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(entry => string.Equals((string)entry.Key, $"{service}__Database", StringComparison.OrdinalIgnoreCase))
        .Select(entry => (string?)entry.Value)
        .FirstOrDefault();
}
