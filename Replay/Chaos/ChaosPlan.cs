using System.Globalization;
using DbPerService.Replay.Sample;

namespace DbPerService.Replay.Chaos;

/// <summary>
/// Faults drawn from a seed. Their kinds are dealt from a shuffled deck, so that a run of a few minutes has nearly every kind. Consecutive
/// faults may overlap; every few faults are followed by a calm without any.
/// </summary>
static class ChaosPlan
{
    const int FirstAt = 5;
    const int ShortestLast = 3;
    const int FewestInRow = 3;
    const int MostInRow = 5;

    static readonly FaultKind[] Deck =
    [
        FaultKind.Kill, FaultKind.Kill, FaultKind.Kill,
        FaultKind.Freeze, FaultKind.Freeze, FaultKind.Freeze,
        FaultKind.FreezeDatabase,
        FaultKind.FreezeBroker,
        FaultKind.Cut, FaultKind.Cut,
        FaultKind.Reset, FaultKind.Reset,
        FaultKind.Delay,
        FaultKind.Throttle,
        FaultKind.HalfOpen, FaultKind.HalfOpen,
        FaultKind.LoseBroker,
        FaultKind.DropSlot,
        FaultKind.ClockJump,
        FaultKind.PowerCut,
    ];

    /// <param name="seed">Determines the plan.</param>
    /// <param name="duration">Every fault ends within this time.</param>
    /// <param name="targets">The available targets.</param>
    public static IReadOnlyList<PlannedFault> Draw(int seed, TimeSpan duration, ChaosTargets targets)
    {
        var random = new SplitMix(seed);
        var faults = new List<PlannedFault>();
        var deck = new Queue<FaultKind>();
        var inRow = random.Between(FewestInRow, MostInRow);
        var at = FirstAt + random.Fraction() * 3;
        while (true)
        {
            if (deck.Count == 0)
            {
                deck = Shuffled(random);
            }

            if (at > duration.TotalSeconds - ShortestLast)
            {
                return faults;
            }

            var fault = Fault(deck.Dequeue(), at, targets.Without(Busy(faults, at)), random);
            faults.Add(fault.Until > duration ? fault with { For = duration - fault.At } : fault);
            if (--inRow == 0)
            {
                inRow = random.Between(FewestInRow, MostInRow);
                at = faults.Max(x => x.Until).TotalSeconds + random.Between(6, 10);
            }
            else
            {
                at += 2 + random.Fraction() * 8;
            }
        }
    }

    static PlannedFault Fault(FaultKind kind, double at, ChaosTargets targets, SplitMix random)
    {
        return kind switch
        {
            FaultKind.Kill => Planned(targets.Instances, 0),
            FaultKind.Freeze => Planned(targets.Instances, random.Between(5, 40)),
            FaultKind.FreezeDatabase => Planned(targets.Databases, random.Between(5, 25)),
            FaultKind.FreezeBroker => Planned([targets.Broker], random.Between(5, 25)),
            FaultKind.Cut => Planned(targets.Links, random.Between(3, 25)),
            FaultKind.Reset => Planned(targets.Links, 0),
            FaultKind.Delay => Planned(targets.Links, random.Between(5, 25), Number(random.Between(20, 500))),
            FaultKind.Throttle => Planned(targets.Links, random.Between(5, 20), Number(random.Between(2_000, 50_000))),
            FaultKind.HalfOpen => Planned(targets.Links, random.Between(5, 25), random.Pick(["requests", "answers", "both"])),
            FaultKind.LoseBroker => Planned([targets.Broker], 0),
            FaultKind.DropSlot => Planned(targets.Slots, 0),
            FaultKind.ClockJump => Planned(targets.Instances, random.Between(10, 30), random.Pick(["+3600", "-3600"])),
            _ => Planned(["everything"], 0),
        };

        PlannedFault Planned(IReadOnlyList<string> among, int seconds, string detail = "") => new(
            kind, random.Pick(among), TimeSpan.FromSeconds(Math.Round(at, 1)), TimeSpan.FromSeconds(seconds), detail);
    }

    /// <summary>A target has one fault at a time: the end of one would end the other.</summary>
    static IEnumerable<string> Busy(List<PlannedFault> faults, double at) =>
        faults.Where(x => x.Until.TotalSeconds > at).Select(x => x.Target);

    static Queue<FaultKind> Shuffled(SplitMix random)
    {
        var kinds = Deck.ToArray();
        random.Shuffle(kinds);
        return new Queue<FaultKind>(kinds);
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
