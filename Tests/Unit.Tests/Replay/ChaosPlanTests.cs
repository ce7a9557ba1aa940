using DbPerService.Replay.Chaos;
using DbPerService.Replay.Target;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class ChaosPlanTests
{
    static readonly TimeSpan Duration = TimeSpan.FromMinutes(3);

    static readonly ChaosTargets Targets = ChaosTargets.Of(new SystemDescription
    {
        Services = [Service("orders"), Service("orders-2"), Service("payments")],
        Engines = [new("orders-postgres", "postgres", 1), new("payments-redis", "redis", 2), new("kafka", "kafka", 3)],
        Links = [new("orders/database", Anywhere), new("orders/broker", Anywhere)]
    });

    static Uri Anywhere => new("http://127.0.0.1:1");

    [Fact]
    public void The_same_seed_gives_the_same_plan_and_another_gives_another()
    {
        var plan = ChaosPlan.Draw(7, Duration, Targets);

        Assert.Equal(plan, ChaosPlan.Draw(7, Duration, Targets));
        Assert.NotEqual(plan, ChaosPlan.Draw(8, Duration, Targets));
    }

    [Fact]
    public void A_plan_does_not_depend_on_the_order_of_the_processes()
    {
        var turned = ChaosTargets.Of(new SystemDescription
        {
            Services = [Service("payments"), Service("orders-2"), Service("orders")],
            Engines = [new("kafka", "kafka", 3), new("payments-redis", "redis", 2), new("orders-postgres", "postgres", 1)],
            Links = [new("orders/broker", Anywhere), new("orders/database", Anywhere)]
        });

        Assert.Equal(ChaosPlan.Draw(7, Duration, Targets), ChaosPlan.Draw(7, Duration, turned));
    }

    [Fact]
    public void A_longer_plan_begins_like_the_shorter_one()
    {
        var plan = ChaosPlan.Draw(7, Duration, Targets);

        // Except the one that the end cuts short.
        Assert.Equal(plan.SkipLast(4), ChaosPlan.Draw(7, Duration * 2, Targets).Take(plan.Count - 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public void Every_fault_ends_in_time_and_has_an_existing_target(int seed)
    {
        string[] known = [.. Targets.Instances, .. Targets.Databases, .. Targets.Links, Targets.Broker, "everything"];

        var plan = ChaosPlan.Draw(seed, Duration, Targets);

        Assert.True(plan.Count >= 10, $"{plan.Count} faults");
        Assert.All(plan, fault =>
        {
            Assert.True(fault.Until <= Duration);
            Assert.Contains(fault.Target, known);
        });
        Assert.True(plan[^1].Until > Duration * 0.8);
    }

    [Fact]
    public void A_link_has_one_fault_at_a_time()
    {
        var links = ChaosTargets.Of(new SystemDescription
        {
            Services = [Service("orders")],
            Engines = [new("orders-postgres", "postgres", 1), new("kafka", "kafka", 3)],
            Links = [.. Enumerable.Range(1, 6).Select(x => new RunningLink($"orders-{x}/broker", Anywhere))]
        });

        foreach (var seed in Enumerable.Range(1, 50))
        {
            var faults = ChaosPlan.Draw(seed, Duration, links).Where(x => x.Target.Contains('/', StringComparison.Ordinal)).ToList();
            Assert.DoesNotContain(faults.Index(), x => faults.Take(x.Index).Any(y => y.Target == x.Item.Target && y.Until > x.Item.At));
        }
    }

    [Fact]
    public void Calms_recur()
    {
        var plan = ChaosPlan.Draw(3, TimeSpan.FromMinutes(10), Targets);

        var calms = plan.Where((fault, i) => i > 0 && plan.Take(i).All(before => before.Until + TimeSpan.FromSeconds(5) < fault.At)).Count();

        Assert.True(calms >= 5, $"{calms}");
    }

    [Fact]
    public void Twenty_seeds_have_every_kind_and_slots_are_dropped_only_on_PostgreSQL()
    {
        var faults = Enumerable.Range(1, 20).SelectMany(seed => ChaosPlan.Draw(seed, Duration, Targets)).ToList();

        Assert.Equal(Enum.GetValues<FaultKind>().Order(), faults.Select(x => x.Kind).Distinct().Order());
        Assert.All(faults.Where(x => x.Kind == FaultKind.DropSlot), x => Assert.Equal("orders-postgres", x.Target));
    }

    static RunningService Service(string name) => new(name, null, Anywhere, Anywhere);
}
