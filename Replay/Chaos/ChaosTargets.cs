using DbPerService.Replay.Target;

namespace DbPerService.Replay.Chaos;

/// <summary>The possible targets by name and in a fixed order: a plan depends only on these names and its seed.</summary>
sealed record ChaosTargets(
    IReadOnlyList<string> Instances, IReadOnlyList<string> Databases, IReadOnlyList<string> Slots, IReadOnlyList<string> Links, string Broker)
{
    const string BrokerEngine = "kafka";
    const string Postgres = "postgres";

    public static ChaosTargets Of(SystemDescription system) => new(
        Sorted(system.Services.Select(x => x.Name)),
        Sorted(system.Engines.Where(x => x.Engine != BrokerEngine).Select(x => x.Name)),
        Sorted(system.Engines.Where(x => x.Engine == Postgres).Select(x => x.Name)),
        Sorted(system.Links.Select(x => x.Name)),
        BrokerEngine);

    /// <summary>The targets except some; each kind of target keeps at least one.</summary>
    public ChaosTargets Without(IEnumerable<string> names)
    {
        var gone = names.ToHashSet(StringComparer.Ordinal);
        return this with { Instances = Left(Instances), Databases = Left(Databases), Slots = Left(Slots), Links = Left(Links) };

        IReadOnlyList<string> Left(IReadOnlyList<string> all) => all.Where(x => !gone.Contains(x)).ToList() is { Count: > 0 } left ? left : all;
    }

    static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
