using System.Net;
using DbPerService.FaultyNetwork;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Two instances of a service, one of which cannot reach the database.</summary>
public sealed class UnreachableDatabaseTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static readonly string[] Keys = [.. Enumerable.Range(0, 20).Select(number => $"key-{number}")];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_other_instance_takes_over_the_partitions_and_shares_them_again_afterwards(bool silently)
    {
        await using var service = await engines.NewServiceAsync();
        await using var link = FaultyLink.Start(0, new IPEndPoint(IPAddress.Loopback, engines.Postgres.Port));
        await StartBehindAsync(link, service);
        await service.StartAsync();
        // The group may be rebalanced more than once while it forms.
        await Testing.Eventually.IsTrue(
            () => Task.FromResult(Count(service, "3 partitions assigned") - Count(service, "3 partitions revoked") == 2),
            TestContext.Current.CancellationToken);
        await service.PublishAsync([.. Keys.Select(key => new Ping(key, 1))]);
        await IsAppliedAsync(service, 1);

        if (silently)
        {
            link.Swallow(Direction.Both);
        }
        else
        {
            link.Cut();
        }

        await service.PublishAsync([.. Keys.Select(key => new Ping(key, 2))]);
        await IsAppliedAsync(service, 2);

        link.Heal();
        await service.PublishAsync([.. Keys.Select(key => new Ping(key, 3))]);
        await IsAppliedAsync(service, 3);
        Assert.Equal(3 * Keys.Length, (await service.AppliedAsync()).Count);
        Assert.Contains(service.Log.Lines, line => line.Contains("left the consumer group", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Paused_partitions_are_read_again_when_they_come_back_from_another_instance()
    {
        await using var service = await engines.NewServiceAsync();
        await using var link = FaultyLink.Start(0, new IPEndPoint(IPAddress.Loopback, engines.Postgres.Port));
        await StartBehindAsync(link, service);
        await service.NewInstance(service.AddMessagingOnly).StartAsync(TestContext.Current.CancellationToken);
        await service.PublishAsync([.. Keys.Select(key => new Ping(key, 1))]);
        await IsAppliedAsync(service, 1);

        link.Cut();
        await service.PublishAsync([.. Keys.Select(key => new Ping(key, 2))]);
        await HasLoggedAsync(service, "event processing paused");
        using (var other = new GroupMember(engines.Kafka, service.Name, "pings"))
        {
            await HasLoggedAsync(service, "6 partitions revoked");
            await Testing.Eventually.IsTrue(() => Task.FromResult(other.Partitions == 3), TestContext.Current.CancellationToken);
            link.Heal();
            await HasLoggedAsync(service, "event processing resumed");
        }

        await service.PublishAsync([.. Keys.Select(key => new Ping(key, 3))]);
        await IsAppliedAsync(service, 2);
        await IsAppliedAsync(service, 3);
        Assert.Equal(3 * Keys.Length, (await service.AppliedAsync()).Count);
    }

    static Task HasLoggedAsync(TestService service, string text) =>
        Testing.Eventually.IsTrue(() => Task.FromResult(Count(service, text) > 0), TestContext.Current.CancellationToken);

    static int Count(TestService service, string text) =>
        service.Log.Lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    static Task IsAppliedAsync(TestService service, int number) => Testing.Eventually.IsTrue(
        async () => (await service.AppliedAsync()).ToHashSet().IsSupersetOf(Keys.Select(key => $"Ping {key} {number}")),
        TestContext.Current.CancellationToken);

    /// <summary>An instance whose event processing uses the link; its relay's own connections do not.</summary>
    static async Task StartBehindAsync(FaultyLink link, TestService service)
    {
        var name = $"ConnectionStrings:{service.Name}";
        var host = service.NewInstance(builder =>
        {
            var login = new NpgsqlConnectionStringBuilder(builder.Configuration[name]) { Port = link.Port };
            builder.Configuration.AddInMemoryCollection([new(name, login.ConnectionString)]);
            builder.AddMessaging(TestService.Subscriber(service.Name)).Handle<Ping, RecordPing>();
        });
        await host.StartAsync(TestContext.Current.CancellationToken);
    }
}
