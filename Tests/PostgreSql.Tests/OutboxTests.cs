using System.Globalization;
using System.Text.Json;
using DbPerService.Testing;
using DbPerService.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DbPerService.Tests.PostgreSql;

public sealed class OutboxTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_published_as_a_CloudEvent_under_its_key()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        var before = TimeProvider.System.GetUtcNow();

        await service.PublishAsync(new Ping("a", 1));

        var message = Assert.Single(Topic.Read(engines.Kafka, "pings", 1));
        Assert.Equal("a", message.Message.Key);
        Assert.Equal("1.0", message.Header("ce_specversion"));
        Assert.Equal("Ping", message.Header("ce_type"));
        Assert.StartsWith("/service", message.Header("ce_source"), StringComparison.Ordinal);
        Assert.Equal("a", message.Header("ce_subject"));
        Assert.Equal("application/json", message.Header("content-type"));
        Assert.True(Guid.TryParse(message.Header("ce_id"), out _));
        var time = DateTimeOffset.Parse(message.Header("ce_time"), CultureInfo.InvariantCulture);
        Assert.InRange(time, before.AddSeconds(-1), TimeProvider.System.GetUtcNow().AddSeconds(1));
        Assert.Equal(new Ping("a", 1), JsonSerializer.Deserialize<Ping>(message.Message.Value, Messaging.EventJson.Options));
    }

    [Fact]
    public async Task Events_of_one_key_are_published_in_commit_order()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        for (var number = 0; number < 300; number++)
        {
            await service.PublishAsync(new Ping("k" + number % 7, number));
        }

        await EveryNumberIsPublished(300);
        var published = Topic.ReadToEnd(engines.Kafka, "pings");

        // Some may come twice, where creating the slot and reading the table overlap: order is that of first appearance.
        foreach (var ofKey in published.GroupBy(m => m.Message.Key))
        {
            var numbers = ofKey.Select(m => JsonSerializer.Deserialize<Ping>(m.Message.Value, Messaging.EventJson.Options)!.Number)
                .Distinct().ToList();
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Fact]
    public async Task Events_committed_without_a_relay_are_published_when_one_starts()
    {
        await using var service = await engines.NewServiceAsync();
        await service.PublishAsync([.. Enumerable.Range(0, 2500).Select(n => new Ping("k" + n % 10, n))]);

        await service.StartAsync();

        Assert.Equal(2500, Topic.Read(engines.Kafka, "pings", 2500).Count);
    }

    [Fact]
    public async Task An_event_of_a_rolled_back_transaction_is_not_published()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        await using (var unit = service.NewUnit())
        {
            unit.Append(new Ping("undone", 1));
            unit.Defer("SELECT 1 / (SELECT 0)");
            await Assert.ThrowsAsync<PostgresException>(async () => await unit.CommitAsync(Cancelled));
        }

        await service.PublishAsync(new Ping("done", 2));

        Assert.Equal("done", Assert.Single(Topic.Read(engines.Kafka, "pings", 1)).Message.Key);
        Assert.Equal(1, await service.ScalarAsync<long>("SELECT count(*) FROM messaging.outbox"));
    }

    [Fact]
    public async Task A_late_commit_is_not_missed()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        await service.PublishAsync(new Ping("first", 0));
        Assert.Single(Topic.Read(engines.Kafka, "pings", 1));
        // The row exists, its position is assigned, its transaction is open.
        await using (var connection = await service.Runtime.OpenConnectionAsync(Cancelled))
        await using (var transaction = await connection.BeginTransactionAsync(Cancelled))
        {
            await using var insert = new NpgsqlCommand(
                "INSERT INTO messaging.outbox (id, topic, key, type, payload) VALUES (gen_random_uuid(), 'pings', 'late', 'Ping', '{\"id\":\"late\",\"number\":1}')",
                connection, transaction);
            await insert.ExecuteNonQueryAsync(Cancelled);
            await service.PublishAsync(new Ping("early", 2));
            Assert.Equal(["early", "first"], Keys(2));
            await transaction.CommitAsync(Cancelled);
        }

        Assert.Equal(["early", "first", "late"], Keys(3));

        IEnumerable<string> Keys(int count) => Topic.Read(engines.Kafka, "pings", count).Select(m => m.Message.Key).Order();
    }

    [Fact]
    public async Task Dropping_the_slot_under_load_loses_no_event()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        var slot = await SlotAsync(service);
        for (var number = 0; number < 600; number++)
        {
            await service.PublishAsync(new Ping("k" + number % 5, number));
            if (number is 150 or 400)
            {
                await DropAsync(service, slot);
            }
        }

        await EveryNumberIsPublished(600);
    }

    [Fact]
    public async Task An_invalidated_slot_is_replaced_and_the_table_published()
    {
        await using var service = await engines.NewServiceAsync();
        var instance = await service.StartAsync();
        await service.PublishAsync([.. Enumerable.Range(0, 50).Select(n => new Ping("k" + n % 5, n))]);
        Assert.Equal(50, Topic.Read(engines.Kafka, "pings", 50).Count);
        var slot = await SlotAsync(service);
        await service.StopAsync(instance);
        await service.PublishAsync([.. Enumerable.Range(50, 50).Select(n => new Ping("k" + n % 5, n))]);

        await InvalidateAsync(service, slot);
        await service.StartAsync();

        await EveryNumberIsPublished(100);
    }

    [Fact]
    public async Task A_second_relay_stands_by_and_takes_over()
    {
        await using var service = await engines.NewServiceAsync();
        var first = await service.StartAsync();
        await service.PublishAsync(new Ping("a", 0));
        Assert.Single(Topic.Read(engines.Kafka, "pings", 1));
        await service.StartAsync();
        await service.PublishAsync(new Ping("a", 1));
        Assert.Equal(2, Topic.Read(engines.Kafka, "pings", 2).Count);

        await service.StopAsync(first);
        await service.PublishAsync(new Ping("a", 2));

        await EveryNumberIsPublished(3);
    }

    [Fact]
    public async Task The_relay_resumes_when_its_server_comes_back()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        await service.PublishAsync(new Ping("a", 0));
        Assert.Single(Topic.Read(engines.Kafka, "pings", 1));

        await engines.Postgres.KillAsync();
        await engines.Postgres.StartAsync();
        NpgsqlConnection.ClearAllPools();
        await Eventually.IsTrue(async () => { await service.PublishAsync(new Ping("a", 1)); return true; }, Cancelled);

        await EveryNumberIsPublished(2);
    }

    [Fact]
    public async Task The_relay_resumes_when_the_broker_comes_back_empty()
    {
        await using var service = await engines.NewServiceAsync();
        await service.StartAsync();
        await service.PublishAsync(new Ping("a", 0));
        Assert.Single(Topic.Read(engines.Kafka, "pings", 1));

        await engines.Kafka.KillAsync();
        await service.PublishAsync(new Ping("a", 1));
        await engines.Kafka.StartAsync();

        Assert.Contains(Topic.Read(engines.Kafka, "pings", 1), m => m.Message.Value.Contains('1', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Partitions_past_retention_are_dropped_and_the_next_days_are_created()
    {
        await using var service = await engines.NewServiceAsync();
        await service.ScalarAsync<string>(
            "CREATE TABLE messaging.outbox_20200101 PARTITION OF messaging.outbox FOR VALUES FROM (messaging.uuid_at('2020-01-01Z')) TO (messaging.uuid_at('2020-01-02Z')); " +
            "ALTER TABLE messaging.outbox_20200101 OWNER TO " + await service.ScalarAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'outbox'"));
        await using var maintain = service.Runtime.CreateCommand("SELECT messaging.maintain('14 days')");

        await maintain.ExecuteNonQueryAsync(Cancelled);

        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'outbox_20200101'"));
        Assert.Equal(1, await service.ScalarAsync<long>(
            "SELECT count(*) FROM pg_class WHERE relname = 'inbox_' || to_char(current_date + 2, 'YYYYMMDD')"));
    }

    [Fact]
    public async Task A_partition_past_retention_is_kept_until_its_events_are_confirmed()
    {
        await using var service = await engines.NewServiceAsync();
        await service.ScalarAsync<string>(
            "CREATE TABLE messaging.outbox_20200101 PARTITION OF messaging.outbox FOR VALUES FROM (messaging.uuid_at('2020-01-01Z')) TO (messaging.uuid_at('2020-01-02Z')); " +
            "ALTER TABLE messaging.outbox_20200101 OWNER TO " + await service.ScalarAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'outbox'"));
        await service.ScalarAsync<string>(
            "INSERT INTO messaging.outbox (id, topic, key, type, payload) VALUES (messaging.uuid_at('2020-01-01 12:00Z'), 'pings', 'old', 'Ping', '{\"id\":\"old\",\"number\":0}')");
        await using var maintain = service.Runtime.CreateCommand("SELECT messaging.maintain('14 days')");

        Assert.Equal(1, await maintain.ExecuteScalarAsync(Cancelled));
        await service.StartAsync();
        Assert.Equal("old", Assert.Single(Topic.Read(engines.Kafka, "pings", 1)).Message.Key);

        await Eventually.IsTrue(async () => await maintain.ExecuteScalarAsync(Cancelled) is 0, Cancelled);
        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'outbox_20200101'"));
    }

    /// <summary>The server ignores a cancel request that arrives before it streams, and is then ended in another way.</summary>
    [Fact]
    public async Task A_reader_cancelled_while_its_stream_starts_releases_the_slot()
    {
        await using var service = await engines.NewDatabaseAsync();
        var outbox = service.NewInstance(service.AddMessagingOnly).Services.GetRequiredService<Messaging.IOutboxSource>();
        await service.PublishAsync(new Ping("a", 0));
        for (var i = 0; i < 25; i++)
        {
            var reader = await RunningReader.OpenAsync(outbox);
            await reader.TakeAsync(1);

            await reader.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
        }
    }

    /// <summary>As from a cluster whose transaction ids were far ahead: none of them means anything here.</summary>
    [Fact]
    public async Task After_a_restore_from_a_dump_the_outbox_is_published_again()
    {
        await using var service = await engines.NewServiceAsync();
        var first = await service.StartAsync();
        await service.PublishAsync(new Ping("a", 0));
        Assert.Single(Topic.Read(engines.Kafka, "pings", 1));
        await service.StopAsync(first);
        await DropAsync(service, service.Name);
        await service.PublishAsync(new Ping("a", 1));
        await service.ScalarAsync<string>("UPDATE messaging.outbox SET xid = CASE WHEN payload LIKE '%0}' THEN 1000000 ELSE 3000000 END");
        await service.ScalarAsync<string>("UPDATE messaging.relay_cursor SET confirmed_xid = 5000000, place = 'elsewhere'");

        var second = await service.StartAsync();
        await service.PublishAsync(new Ping("a", 2));

        await EveryNumberIsPublished(3);
        await service.Log.WaitForAsync("restored from a dump", Cancelled);
        var outbox = second.Services.GetRequiredService<Messaging.IOutboxSource>();
        await Eventually.IsTrue(async () => (await outbox.ProgressAsync(Cancelled)).OldestPending is null, Cancelled);
        await service.StopAsync(second);
        await DropAsync(service, service.Name);
        await service.PublishAsync(new Ping("a", 3));
        await service.StartAsync();
        await EveryNumberIsPublished(4);
    }

    async Task EveryNumberIsPublished(int count)
    {
        var numbers = new HashSet<int>();
        await Eventually.IsTrue(
            () =>
            {
                foreach (var message in Topic.ReadToEnd(engines.Kafka, "pings"))
                {
                    numbers.Add(JsonSerializer.Deserialize<Ping>(message.Message.Value, Messaging.EventJson.Options)!.Number);
                }

                return Task.FromResult(numbers.Count == count);
            },
            Cancelled);
        Assert.Equal(Enumerable.Range(0, count), numbers.Order());
    }

    static Task<string> SlotAsync(TestService service) => Eventually.Is(
        () => service.ScalarAsync<string>("SELECT slot_name::text FROM pg_replication_slots WHERE active AND database = current_database()"), Cancelled);

    static Task DropAsync(TestService service, string slot) => Eventually.IsTrue(
        async () =>
        {
            await service.ScalarAsync<bool>($"SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '{slot}'");
            await service.ScalarAsync<string>($"SELECT pg_drop_replication_slot('{slot}')");
            return true;
        },
        Cancelled);

    static async Task InvalidateAsync(TestService service, string slot)
    {
        await service.ScalarAsync<string>("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        await service.ScalarAsync<bool>("SELECT pg_reload_conf()");
        try
        {
            await Eventually.IsTrue(
                async () =>
                {
                    await service.ScalarAsync<string>("SELECT pg_logical_emit_message(false, 'fill', repeat('x', 1000))::text");
                    await service.ScalarAsync<string>("SELECT pg_switch_wal()::text");
                    await service.ScalarAsync<string>("CHECKPOINT");
                    return await service.ScalarAsync<string>($"SELECT wal_status FROM pg_replication_slots WHERE slot_name = '{slot}'") == "lost";
                },
                Cancelled);
        }
        finally
        {
            await service.ScalarAsync<string>("ALTER SYSTEM RESET max_slot_wal_keep_size");
            await service.ScalarAsync<bool>("SELECT pg_reload_conf()");
        }
    }
}
