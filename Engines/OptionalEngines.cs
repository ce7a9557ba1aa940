using System.CommandLine;

namespace DbPerService.Engines;

/// <summary>The engines that need a package which the core feed lacks (docs/feeds.md).</summary>
static partial class OptionalEngines
{
    public static void AddTo(Command engines, CancellationToken stopping) => AddMongo(engines, stopping);

    static partial void AddMongo(Command engines, CancellationToken stopping);
}
