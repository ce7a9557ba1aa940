using DbPerService.Replay.Crash;
using DbPerService.Replay.Target;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class KillPlanTests
{
    static readonly SystemDescription System = new()
    {
        Services = [Service("orders", 1), Service("payments", 2)],
        Engines = [new("orders-postgres", "postgres", 3), new("payments-redis", "redis", 4), new("kafka", "kafka", 5)]
    };

    [Fact]
    public void A_crash_run_kills_each_service_twice_and_each_database_once()
    {
        var kills = KillPlan.Random(System, services: true, kafka: false, seed: 1).CountBy(x => x.Name).ToDictionary();

        Assert.Equal(
            new Dictionary<string, int> { ["orders"] = 2, ["payments"] = 2, ["orders-postgres"] = 1, ["payments-redis"] = 1 }, kills);
    }

    [Fact]
    public void The_broker_is_killed_once_and_only_on_request()
    {
        var kill = Assert.Single(KillPlan.Random(System, services: false, kafka: true, seed: 1));

        Assert.Equal("kafka", kill.Name);
    }

    [Fact]
    public void Nothing_is_killed_without_a_request() => Assert.Empty(KillPlan.Random(System, services: false, kafka: false, seed: 1));

    [Fact]
    public void The_same_seed_gives_the_same_moments_and_another_gives_others()
    {
        var plan = KillPlan.Random(System, true, true, 7);

        Assert.Equal(plan, KillPlan.Random(System, true, true, 7));
        Assert.NotEqual(plan, KillPlan.Random(System, true, true, 8));
    }

    [Fact]
    public void All_moments_lie_within_the_load_and_the_two_of_a_service_in_different_halves()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var plan = KillPlan.Random(System, true, true, seed);

            Assert.All(plan, x => Assert.InRange(x.Part!.Value, 0.05, 0.9));
            Assert.Equal(plan.OrderBy(x => x.Part), plan);
            Assert.All(plan.Where(x => x.Name == "orders").Chunk(2), x => Assert.True(x[0].Part < 0.475 && x[1].Part >= 0.475));
        }
    }

    [Theory]
    [InlineData("payments", "payments")]
    [InlineData("orders-postgres", "orders")]
    [InlineData("sessions")]
    [InlineData("kafka", "orders", "payments", "inventory", "search", "orderhistory")]
    public void A_kill_affects_the_subscriptions_of_its_service_and_the_brokers_all_subscribers(string killed, params string[] touched) =>
        Assert.Equal(touched, RecoveryWatch.Touched(killed));

    static RunningService Service(string name, int pid) => new(name, pid, new Uri($"http://127.0.0.1:{pid}"), new Uri($"http://127.0.0.1:1{pid}"));
}
