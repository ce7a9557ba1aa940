using System.Globalization;
using DbPerService.Replay.Options;
using DbPerService.Replay.Sample;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Crash;

internal static class KillPlan
{
    const double First = 0.05;
    const double Last = 0.9;
    const int KillsOfService = 2;
    const string Broker = "kafka";

    /// <summary>Reads <c>payments@5,orders-postgres@12.5</c>.</summary>
    public static IReadOnlyList<PlannedKill> Parse(string? text)
    {
        var kills = new List<PlannedKill>();
        foreach (var part in text?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var at = part.IndexOf('@', StringComparison.Ordinal);
            var moment = part.AsSpan(at + 1);
            if (at < 1 || !double.TryParse(moment, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            {
                throw new UsageException($"--kill takes name@seconds,…, not '{part}'");
            }

            kills.Add(new PlannedKill(part[..at], TimeSpan.FromSeconds(seconds), null));
        }
        return kills;
    }

    /// <summary>Each service twice, each of their databases once, at moments drawn from the seed.</summary>
    public static IReadOnlyList<PlannedKill> Random(SystemDescription system, bool services, bool kafka, int seed)
    {
        var random = new SplitMix(seed);
        var kills = new List<PlannedKill>();
        if (services)
        {
            foreach (var service in system.Services)
            {
                kills.AddRange(Spread(service.Name, KillsOfService, random));
            }

            foreach (var engine in system.Engines.Where(x => x.Engine != Broker))
            {
                kills.AddRange(Spread(engine.Name, 1, random));
            }
        }
        if (kafka)
        {
            foreach (var engine in system.Engines.Where(x => x.Engine == Broker))
            {
                kills.AddRange(Spread(engine.Name, 1, random));
            }
        }
        return [.. kills.OrderBy(x => x.Part)];
    }

    /// <summary>One moment in each of <paramref name="count"/> equal stretches, so that two kills of one service are two outages.</summary>
    static IEnumerable<PlannedKill> Spread(string name, int count, SplitMix random)
    {
        var stretch = (Last - First) / count;
        for (var i = 0; i < count; i++)
        {
            yield return new PlannedKill(name, null, First + stretch * (i + random.Fraction()));
        }
    }
}
