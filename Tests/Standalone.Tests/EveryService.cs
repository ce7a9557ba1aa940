using DbPerService.Contracts;

namespace DbPerService.Tests.Standalone;

/// <summary>Options of Standalone that say something of every service.</summary>
static class EveryService
{
    /// <summary>On PostgreSQL, which is available everywhere.</summary>
    public static string[] OnPostgres { get; } =
        ["--database", Each(SystemMap.Services.Where(service => service.Databases.Count > 0), DatabaseKinds.Postgres)];

    /// <summary>With a second instance.</summary>
    public static string[] Twice { get; } = ["--instances", Each(SystemMap.Services, "2")];

    /// <summary>What an order needs.</summary>
    public static IReadOnlyList<SystemService> Saga { get; } = [SystemMap.Orders, SystemMap.Payments, SystemMap.Inventory];

    /// <summary>Nothing else: a system that starts fast.</summary>
    public static string[] OfTheSaga { get; } = ["--services", string.Join(',', Saga.Select(service => service.Name))];

    static string Each(IEnumerable<SystemService> services, string value) =>
        string.Join(',', services.Select(service => $"{service.Name}={value}"));
}
