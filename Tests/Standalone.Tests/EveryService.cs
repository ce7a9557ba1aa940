using DbPerService.Contracts;

namespace DbPerService.Tests.Standalone;

/// <summary>Options of Standalone that say something of every service.</summary>
static class EveryService
{
    /// <summary>On PostgreSQL, which is available everywhere.</summary>
    public static string[] OnPostgres { get; } = ["--database", EachWith(DatabaseKinds.Postgres)];

    /// <summary>With a second instance.</summary>
    public static string[] Twice { get; } = ["--instances", EachWith("2")];

    static string EachWith(string value) => string.Join(',', SystemMap.Services.Select(service => $"{service.Name}={value}"));
}
