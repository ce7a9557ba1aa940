using DbPerService.Replay.Sample;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Crash;

static class KillPlan
{
    const double First = 0.05;
    const double Last = 0.9;
    const int KillsOfService = 2;
    const string Broker = "kafka";

    /// <summary>Each service twice and each of their databases once, at times drawn from the seed.</summary>
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

    /// <summary>One time in each of <paramref name="count"/> equal intervals, so that two kills of one service are two outages.</summary>
    static IEnumerable<PlannedKill> Spread(string name, int count, SplitMix random)
    {
        var stretch = (Last - First) / count;
        for (var i = 0; i < count; i++)
        {
            yield return new PlannedKill(name, null, First + stretch * (i + random.Fraction()));
        }
    }
}
