using System.Text;
using System.Text.Json;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DbPerService.Tests.PostgreSql;

public sealed class ConsumerTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_a_key_are_applied_in_order_across_types()
    {
        await using var service = await engines.NewServiceAsync();
        for (var number = 0; number < 40; number++)
        {
            await service.PublishAsync(new Ping("a", number));
            await service.PublishAsync(new Pong("a", number));
        }

        await service.StartAsync();

        await service.AppliedIsAsync([.. Enumerable.Range(0, 40).SelectMany(n => new[] { $"Ping a {n}", $"Pong a {n}" })]);
    }

    [Fact]
    public async Task A_redelivered_event_is_applied_once()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        var id = Guid.CreateVersion7();
        for (var time = 0; time < 3; time++)
        {
            await WriteAsync(new Ping("a", 1), id);
        }

        await WriteAsync(new Ping("a", 2), Guid.CreateVersion7());

        await service.AppliedIsAsync("Ping a 1", "Ping a 2");
    }

    [Fact]
    public async Task An_event_redelivered_after_a_restart_is_applied_once()
    {
        await using var service = await engines.NewServiceAsync();
        var first = await service.StartAsync();
        var id = Guid.CreateVersion7();
        await WriteAsync(new Ping("a", 1), id);
        await service.AppliedIsAsync("Ping a 1");
        await service.StopAsync(first);

        await WriteAsync(new Ping("a", 1), id);
        await WriteAsync(new Ping("a", 2), Guid.CreateVersion7());
        await service.StartAsync();

        await service.AppliedIsAsync("Ping a 1", "Ping a 2");
    }

    [Theory]
    [InlineData("Ping", "{\"id\":\"a\"", "depth")]
    [InlineData("Ping", "{\"id\":\"a\"}", "number")]
    [InlineData("Ping", "{\"id\":\"another\",\"number\":1}", "another")]
    [InlineData("", "{\"id\":\"a\",\"number\":1}", "ce_type")]
    public async Task A_poison_event_becomes_a_dead_letter_and_its_partition_continues(string type, string payload, string reason)
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        (string, string)[] headers = type.Length == 0 ? [] : [("ce_type", type)];
        await Topic.WriteAsync(engines.Kafka, "pings", "a", Encoding.UTF8.GetBytes(payload), headers);
        await WriteAsync(new Ping("b", 2), Guid.CreateVersion7());

        await service.AppliedIsAsync("Ping b 2");

        var letter = Letter(Assert.Single(await DeadLettersAsync(service)));
        Assert.Contains(reason, letter.Detail, StringComparison.Ordinal);
        Assert.Equal(("pings", "a", payload), (letter.Topic, letter.Key, letter.Payload));
    }

    [Fact]
    public async Task A_poison_event_blocks_only_its_own_key()
    {
        await using var service = await engines.NewServiceAsync();
        service.Behaviour.On = (key, number) =>
        {
            if (key == "bad" && number >= 1)
            {
                throw new InvalidOperationException("cannot be done");
            }
        };
        await service.PublishAsync(
            new Ping("bad", 0), new Ping("good", 0), new Ping("bad", 1), new Ping("good", 1), new Ping("bad", 2), new Ping("good", 2));

        await service.StartAsync();

        await Eventually.IsTrue(async () => (await service.AppliedAsync()).Count == 4, Cancelled);
        Assert.Equal(["Ping bad 0", "Ping good 0", "Ping good 1", "Ping good 2"], (await service.AppliedAsync()).Order());
        Assert.Equal(["Failed", "BehindAnother"], (await DeadLettersAsync(service, 2)).Select(m => Letter(m).Reason));
    }

    [Fact]
    public async Task A_key_is_redriven_in_order_with_later_events()
    {
        await using var service = await engines.NewServiceAsync();
        var broken = true;
        service.Behaviour.On = (key, number) =>
        {
            if (Volatile.Read(ref broken) && key == "bad" && number == 1)
            {
                throw new PermanentFailureException("not yet");
            }
        };
        var instance = await service.StartAsync();
        await service.PublishAsync([.. Enumerable.Range(0, 5).Select(n => new Ping("bad", n))]);
        await DeadLettersAsync(service, 4);
        Assert.Equal(["Ping bad 0"], await service.AppliedAsync());
        var redriver = instance.Services.GetRequiredService<Redriver>();
        var failed = Assert.Single((await redriver.RedriveKeyAsync("pings", "bad", long.MaxValue, Cancelled)).Failed);
        Assert.Equal((DeadLetterReason.Refused, "not yet", 1), (failed.Cause.Reason, failed.Cause.Detail, failed.Redrives));

        Volatile.Write(ref broken, false);
        Assert.Equal(4, (await redriver.RedriveKeyAsync("pings", "bad", long.MaxValue, Cancelled)).Redriven);

        await service.PublishAsync(new Ping("bad", 5));
        await service.AppliedIsAsync([.. Enumerable.Range(0, 6).Select(n => $"Ping bad {n}")]);
        Assert.Empty(await instance.Services.GetRequiredService<IDeadLetterStore>().ListAsync(new DeadLetterFilter(), Cancelled));
    }

    [Fact]
    public async Task A_transient_failure_is_retried_and_leaves_no_dead_letter()
    {
        await using var service = await engines.NewServiceAsync();
        var failures = 2;
        service.Behaviour.On = (_, _) =>
        {
            if (Interlocked.Decrement(ref failures) >= 0)
            {
                throw new InvalidOperationException("passes");
            }
        };
        await service.PublishAsync(new Ping("a", 1), new Ping("a", 2));

        await service.StartAsync();

        await service.AppliedIsAsync("Ping a 1", "Ping a 2");
        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM messaging.dead_letter"));
    }

    [Fact]
    public async Task An_event_waits_until_what_it_refers_to_is_visible()
    {
        await using var service = await engines.NewServiceAsync();
        await using var connection = await service.Runtime.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await using var write = new NpgsqlCommand("SELECT pg_current_xact_id()", connection);
        await write.ExecuteScalarAsync(Cancelled);
        var tries = 0;
        service.Behaviour.On = (key, number) =>
        {
            if (key == "a" && number == 1 && ++tries <= 5)
            {
                if (tries == 5)
                {
                    transaction.Commit();
                }

                throw new NotYetVisibleException("not yet");
            }
        };
        await WriteAsync(new Ping("a", 1), Guid.CreateVersion7());
        await WriteAsync(new Ping("a", 2), Guid.CreateVersion7());

        await service.StartAsync();

        await service.AppliedIsAsync("Ping a 1", "Ping a 2");
        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM messaging.dead_letter"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_that_refers_to_nothing_known_becomes_a_dead_letter_whatever_its_time(bool isHeldUp)
    {
        await using var service = await engines.NewServiceAsync();
        await using var connection = await service.Runtime.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await using var write = new NpgsqlCommand(isHeldUp ? "SELECT pg_current_xact_id()::text" : "SELECT ''", connection);
        await write.ExecuteScalarAsync(Cancelled);
        service.Behaviour.On = (key, _) =>
        {
            if (key == "odd")
            {
                throw new NotYetVisibleException("not yet");
            }
        };
        await service.StartAsync();
        await WriteAsync(new Ping("odd", 1), Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().AddMinutes(10));
        await WriteAsync(new Ping("odd", 2), Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().AddYears(-10));
        await WriteAsync(new Ping("even", 1), Guid.CreateVersion7());

        await Eventually.IsTrue(
            async () => await service.ScalarAsync<long>("SELECT count(*) FROM messaging.dead_letter") == 2, Cancelled);

        await service.AppliedIsAsync("Ping even 1");
        Assert.Equal(
            "NotYetVisible, BehindAnother",
            await service.ScalarAsync<string>("SELECT string_agg(reason, ', ' ORDER BY position) FROM messaging.dead_letter"));
    }

    [Fact]
    public async Task Nothing_is_lost_or_reordered_while_the_database_is_unavailable()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        await WriteAsync(new Ping("a", 0), Guid.CreateVersion7());
        await service.AppliedIsAsync("Ping a 0");
        await engines.Postgres.KillAsync();
        for (var number = 1; number < 20; number++)
        {
            await WriteAsync(new Ping("a", number), Guid.CreateVersion7());
        }

        await engines.Postgres.StartAsync();
        NpgsqlConnection.ClearAllPools();

        await service.AppliedIsAsync([.. Enumerable.Range(0, 20).Select(n => $"Ping a {n}")]);
    }

    [Fact]
    public async Task The_consumer_resumes_when_the_broker_comes_back_empty()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        for (var number = 0; number < 20; number++)
        {
            await service.PublishAsync(new Ping("a", number));
        }

        await Eventually.IsTrue(async () => (await service.AppliedAsync()).Count == 20, Cancelled);

        await engines.Kafka.KillAsync();
        await engines.Kafka.StartAsync();
        await service.PublishAsync(new Ping("a", 20), new Ping("a", 21));

        await service.AppliedIsAsync([.. Enumerable.Range(0, 22).Select(n => $"Ping a {n}")]);
    }

    /// <summary>As after a broker that lost its log: otherwise the group would seem to have read nothing of the new one.</summary>
    [Fact]
    public async Task An_offset_beyond_the_end_is_replaced_by_the_applied_one()
    {
        await using var service = await engines.NewServiceAsync();
        using var group = new Confluent.Kafka.ConsumerBuilder<byte[], byte[]>(new Confluent.Kafka.ConsumerConfig
        {
            BootstrapServers = $"127.0.0.1:{engines.Kafka.Port}", GroupId = service.Name,
        }).Build();
        var partitions = Enumerable.Range(0, 6).Select(number => new Confluent.Kafka.TopicPartition("pings", number)).ToList();
        group.Commit(partitions.Select(partition => new Confluent.Kafka.TopicPartitionOffset(partition, 1000)));
        await service.StartAsync();

        await WriteAsync(new Ping("a", 1), Guid.CreateVersion7());

        await service.AppliedIsAsync("Ping a 1");
        await Eventually.IsTrue(
            () => Task.FromResult(group.Committed(partitions, TimeSpan.FromSeconds(5)).Count(committed => committed.Offset == 1) == 1), Cancelled);
    }

    [Fact]
    public async Task Two_instances_share_the_partitions_and_apply_each_event_once()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        await service.StartAsync();
        await service.PublishAsync([.. Enumerable.Range(0, 500).Select(n => new Ping("k" + n % 50, n))]);

        await Eventually.IsTrue(async () => (await service.AppliedAsync()).Count >= 500, Cancelled);

        var applied = await service.AppliedAsync();
        Assert.Equal(500, applied.Distinct().Count());
        Assert.Equal(500, applied.Count);
    }

    [Fact]
    public async Task Sync_lag_is_measured_from_the_owners_commit()
    {
        await using var service = await engines.NewServiceAsync();
        var instance = await service.StartAsync();
        await WriteAsync(new Ping("a", 1), Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().AddSeconds(-100));
        await service.AppliedIsAsync("Ping a 1");

        var edge = Assert.Single(instance.Services.GetRequiredService<SyncLag>().Edges).Status();

        Assert.Equal(("pings", "owner", "Ping", 1), (edge.Topic, edge.Source, edge.Type, edge.Applied));
        Assert.InRange(edge.Lag.P50, 100, 160);
    }

    Task WriteAsync(Ping ping, Guid id, DateTimeOffset? time = null) => Topic.WriteAsync(
        engines.Kafka, "pings", ping.Id, JsonSerializer.SerializeToUtf8Bytes(ping, EventJson.Options),
        ("ce_specversion", "1.0"), ("ce_id", id.ToString()), ("ce_type", "Ping"), ("ce_source", "/owner"),
        ("ce_time", (time ?? TimeProvider.System.GetUtcNow()).ToString("O")), ("ce_subject", ping.Id));

    async Task<List<Confluent.Kafka.ConsumeResult<string, string>>> DeadLettersAsync(TestService service, int count = 1)
    {
        var topic = await service.ScalarAsync<string>("SELECT current_database()::text") + ".dead-letter";
        return Topic.Read(engines.Kafka, topic, count);
    }

    static DeadLetterAnnouncement Letter(Confluent.Kafka.ConsumeResult<string, string> message) =>
        JsonSerializer.Deserialize<DeadLetterAnnouncement>(message.Message.Value, EventJson.Options)!;
}
