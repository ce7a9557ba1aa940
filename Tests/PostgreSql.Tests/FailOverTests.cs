using System.Text.Json;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The relay on a replica that was promoted: the same cluster on another timeline, without the slot.</summary>
public sealed class FailOverTests
{
    const string Name = "service1";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The replica lacks the primary's last commits, though they were acknowledged and published, and reuses their ids.</summary>
    [Fact]
    public async Task After_a_fail_over_to_an_asynchronous_replica_everything_it_has_is_published()
    {
        Assert.SkipUnless(PostgresTools.AreInstalled, "pg_basebackup is not installed.");
        await using var kafka = await EngineProcess.KafkaAsync("pings", Name + ".dead-letter");
        await using var primary = await EngineProcess.PostgresAsync();
        var before = await TestService.CreateAsync(primary, kafka, Name);
        var first = await before.StartAsync();
        await PublishAsync(before, 0, 10);
        var outbox = first.Services.GetRequiredService<IOutboxSource>();
        await Eventually.IsTrue(async () => (await outbox.ProgressAsync(Cancelled)).OldestPending is null, Cancelled);
        await before.StopAsync(first);
        await using var replica = await EngineProcess.ReplicaOfAsync(primary);
        await PublishAsync(before, 10, 5);
        await Eventually.IsTrue(
            () => before.ScalarAsync<bool>("SELECT replay_lsn >= pg_current_wal_lsn() FROM pg_stat_replication"), Cancelled);
        await replica.KillAsync();
        var second = await before.StartAsync();
        await PublishAsync(before, 15, 5);
        await Eventually.IsTrue(() => Task.FromResult(Numbers(kafka).Count >= 20), Cancelled);
        await primary.KillAsync();
        await before.StopAsync(second);
        await before.Admin.DisposeAsync();
        await before.Runtime.DisposeAsync();
        var published = Times(kafka);

        await replica.StartAsync();
        await PromoteAsync(replica);
        await using var after = await TestService.CreateAsync(replica, kafka, Name);
        await PublishAsync(after, 20, 5);
        await after.StartAsync();
        await Eventually.IsTrue(() => Task.FromResult(Numbers(kafka).Distinct().Count() == 25), Cancelled);
        await PublishAsync(after, 25, 5);
        await Eventually.IsTrue(() => Task.FromResult(Numbers(kafka).Distinct().Count() == 30), Cancelled);

        Assert.Equal(25, await after.ScalarAsync<long>("SELECT count(*) FROM messaging.outbox"));
        Assert.Equal(2, await after.ScalarAsync<int>("SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int"));
        var times = Times(kafka);
        // What the replica knows to be in the broker is not published again; everything else is.
        Assert.All(Enumerable.Range(0, 10), number => Assert.Equal(published[number], times[number]));
        Assert.All(Enumerable.Range(10, 5), number => Assert.Equal(published[number] + 1, times[number]));
    }

    static async Task PromoteAsync(EngineProcess replica)
    {
        await using var server = Npgsql.NpgsqlDataSource.Create(
            $"Host=127.0.0.1;Port={replica.Port};Username=postgres;Password={replica.Password};Database=postgres");
        await using var promote = server.CreateCommand("SELECT pg_promote()");
        Assert.Equal(true, await promote.ExecuteScalarAsync(Cancelled));
    }

    static Task PublishAsync(TestService service, int from, int count) =>
        service.PublishAsync([.. Enumerable.Range(from, count).Select(number => new Ping("k" + number % 3, number))]);

    /// <summary>How often each number is in the topic: more than once if it was committed while the slot was made, or the relay was stopped.</summary>
    static Dictionary<int, int> Times(EngineProcess kafka) => Numbers(kafka).CountBy(number => number).ToDictionary();

    static List<int> Numbers(EngineProcess kafka) => Topic.Read(kafka, "pings", int.MaxValue, TimeSpan.FromSeconds(1))
        .ConvertAll(message => JsonSerializer.Deserialize<Ping>(message.Message.Value, EventJson.Options)!.Number);
}
