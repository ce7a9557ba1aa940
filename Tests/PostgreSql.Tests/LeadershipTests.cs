using System.Net;
using System.Text.Json;
using DbPerService.FaultyNetwork;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DbPerService.Tests.PostgreSql;

/// <summary>A silent instance loses what it holds, and notices it.</summary>
public sealed class LeadershipTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>To the server, a frozen process and one whose link swallows every byte look the same: silent sessions.</summary>
    [Fact]
    public async Task A_silent_relay_is_replaced_and_publishes_nothing_afterwards()
    {
        await using var service = await engines.NewServiceAsync();
        await using var link = FaultyLink.Start(0, new IPEndPoint(IPAddress.Loopback, engines.Postgres.Port));
        var frozen = NewInstance(service, link.Port);
        await frozen.StartAsync(Cancelled);
        await service.PublishAsync(new Ping("a", 0));
        Assert.Single(Topic.Read(engines.Kafka, "pings", 1));
        await service.StartAsync();
        await service.Log.WaitForAsync("stands by", Cancelled);

        link.Swallow(Direction.Both);
        await service.PublishAsync(new Ping("a", 1));
        await Eventually.IsTrue(() => Task.FromResult(Numbers().Contains(1)), Cancelled, Limit);
        link.Heal();
        await service.PublishAsync(new Ping("a", 2));
        await Eventually.IsTrue(() => Task.FromResult(Numbers().Contains(2)), Cancelled, Limit);
        await Eventually.IsTrue(() => Task.FromResult(StateOf(frozen) == RelayState.Standby), Cancelled, Limit);

        Assert.Equal(1, Numbers().Count(number => number == 2));
    }

    [Fact]
    public async Task An_idle_open_transaction_loses_its_locks()
    {
        await using var service = await engines.NewServiceAsync();
        var instance = service.NewInstance(service.AddMessagingOnly);
        var pool = instance.Services.GetRequiredService<NpgsqlDataSource>();
        var holder = await pool.OpenConnectionAsync(Cancelled);
        await using (var take = new NpgsqlCommand("BEGIN; SELECT pg_advisory_xact_lock(4711)", holder))
        {
            await take.ExecuteNonQueryAsync(Cancelled);
        }

        await Eventually.IsTrue(
            async () => await service.ScalarAsync<bool>("SELECT pg_try_advisory_xact_lock(4711)"), Cancelled, TimeSpan.FromSeconds(15));
        await using var late = new NpgsqlCommand("COMMIT", holder);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => late.ExecuteNonQueryAsync(Cancelled));
        Assert.Equal("25P03", refusal.SqlState);
    }

    [Fact]
    public async Task A_slot_of_another_database_is_reported()
    {
        await using var service = await engines.NewServiceAsync();
        await using var other = await engines.NewDatabaseAsync();
        await other.ScalarAsync<string>($"SELECT pg_create_logical_replication_slot('{service.Name}', 'pgoutput')::text");
        try
        {
            var instance = await service.StartAsync();

            await service.Log.WaitForAsync($"belongs to the database '{other.Name}'", Cancelled);
            var health = instance.Services.GetRequiredService<HealthCheckService>();
            await Eventually.IsTrue(
                async () => Description(await health.CheckHealthAsync(Cancelled)).Contains("Messaging:PostgreSql:Slot", StringComparison.Ordinal),
                Cancelled);
            await service.StopAsync(instance);
        }
        finally
        {
            await other.ScalarAsync<string>($"SELECT pg_drop_replication_slot('{service.Name}')::text");
        }
    }

    [Fact]
    public async Task Health_reports_a_broker_that_was_never_reached()
    {
        await using var service = await engines.NewServiceAsync();
        var instance = service.NewInstance(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:kafka", $"127.0.0.1:{FreePort.Next()}")]);
            builder.AddMessaging(service.Publisher, [TestService.Subscriber("reader")]);
        });
        await instance.StartAsync(Cancelled);
        await service.PublishAsync(new Ping("a", 1));

        var report = await instance.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancelled);

        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains("The broker has not been reached", Description(report), StringComparison.Ordinal);
        await Eventually.IsTrue(
            () => Task.FromResult(instance.Services.GetRequiredService<SubscriberLag>().Current[0].OldestUnappliedAge > 2), Cancelled);
    }

    [Fact]
    public async Task Limits_in_the_connection_string_are_kept()
    {
        await using var service = await engines.NewServiceAsync();
        var login = new NpgsqlConnectionStringBuilder(service.Runtime.ConnectionString)
        {
            Password = engines.Postgres.Password, Options = "-c lock_timeout=1234ms",
        };
        var instance = service.NewInstance(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{service.Name}", login.ConnectionString)]);
            builder.AddMessaging(service.Publisher);
        });

        await using var command = instance.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "SELECT current_setting('lock_timeout') || ' ' || current_setting('idle_in_transaction_session_timeout')");

        Assert.Equal("1234ms 8s", await command.ExecuteScalarAsync(Cancelled));
    }

    IHost NewInstance(TestService service, int port) => service.NewInstance(builder =>
    {
        builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{service.Name}-relay",
            $"Host=127.0.0.1;Port={port};Username={service.Name}_relay;Password={engines.Postgres.Password};Database={service.Name}")]);
        builder.AddMessaging(service.Publisher);
    });

    static RelayState StateOf(IHost instance) => instance.Services.GetRequiredService<RelayStatus>().State;

    static string Description(HealthReport report) => report.Entries["messaging"].Description ?? "";

    List<int> Numbers() => Topic.Read(engines.Kafka, "pings", int.MaxValue, TimeSpan.FromSeconds(1))
        .ConvertAll(message => JsonSerializer.Deserialize<Ping>(message.Message.Value, EventJson.Options)!.Number);
}
