using DbPerService.Replay.Target;

namespace DbPerService.Replay.Chaos;

/// <summary>What faults can happen to, by name and in a fixed order: the names are all that a plan depends on, beside its seed.</summary>
internal sealed record ChaosTargets(
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

    /// <summary>The targets but for some; a kind of target is never left without any.</summary>
    public ChaosTargets Without(IEnumerable<string> names)
    {
        var gone = names.ToHashSet(StringComparer.Ordinal);
        return this with { Instances = Left(Instances), Databases = Left(Databases), Slots = Left(Slots), Links = Left(Links) };

        IReadOnlyList<string> Left(IReadOnlyList<string> all) => all.Where(x => !gone.Contains(x)).ToList() is { Count: > 0 } left ? left : all;
    }

    static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
