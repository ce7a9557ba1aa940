using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

public sealed class RelayTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_too_large_for_the_broker_is_reported_and_published_once_the_limit_is_raised()
    {
        await using var service = await engines.NewServiceAsync();
        var limited = service.NewInstance(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Messaging:Kafka:Client:message.max.bytes", "1500")]);
            service.AddMessagingOnly(builder);
        });
        await limited.StartAsync(Cancelled);
        await service.PublishAsync(new Ping("small", 0));
        Assert.Equal("small", Assert.Single(Topic.Read(engines.Kafka, "pings", 1)).Message.Key);

        var large = new Ping(new string('x', 2500), 1);
        await service.PublishAsync(large);
        await service.PublishAsync(new Ping("small", 2));

        var id = await service.ScalarAsync<Guid>("SELECT id FROM messaging.outbox WHERE length(key) = 2500");
        var health = limited.Services.GetRequiredService<HealthCheckService>();
        await Eventually.IsTrue(
            async () => (await health.CheckHealthAsync(Cancelled)).Entries["messaging"] is { Status: HealthStatus.Degraded, Description: { } description }
                && description.Contains(id.ToString(), StringComparison.Ordinal) && description.Contains("message.max.bytes", StringComparison.Ordinal),
            Cancelled);
        await service.Log.WaitForAsync("cannot publish until an operator fixes this", Cancelled);
        Assert.DoesNotContain(Topic.Read(engines.Kafka, "pings", int.MaxValue, TimeSpan.FromSeconds(1)), message => message.Message.Key == large.Id);

        await service.StopAsync(limited);
        var raised = await service.StartAsync();
        await Eventually.IsTrue(
            () => Task.FromResult(Topic.ReadToEnd(engines.Kafka, "pings") is var read
                && read.Exists(message => message.Message.Key == large.Id) && read.Exists(message => message.Message.Value.Contains("\"number\":2", StringComparison.Ordinal))),
            Cancelled);
        Assert.Equal(HealthStatus.Healthy, (await raised.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancelled)).Status);
    }

    /// <summary>
    /// While the broker is frozen, events wait in the producer, which lets them expire one by one. What is left behind an expired event must
    /// not be sent before it.
    /// </summary>
    [Theory]
    [InlineData(2.2)]
    [InlineData(2.6)]
    public async Task Events_of_a_key_first_appear_in_order_after_the_broker_was_frozen(double seconds)
    {
        await using var service = await engines.NewServiceAsync();
        var instance = service.NewInstance(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Messaging:Kafka:DeliveryTimeout", "00:00:02")]);
            service.AddMessagingOnly(builder);
        });
        await instance.StartAsync(Cancelled);
        await service.PublishAsync(new Ping("a", 0));
        Assert.Single(Topic.Read(engines.Kafka, "pings", 1));
        await ProcessTree.FreezeAsync(engines.Kafka.Pid);
        var count = 1;
        try
        {
            for (var frozen = Stopwatch.StartNew(); frozen.Elapsed.TotalSeconds < seconds;)
            {
                await service.PublishAsync(new Ping("a", count++));
            }
        }
        finally
        {
            await ProcessTree.ThawAsync(engines.Kafka.Pid);
        }

        // The first relay of the run may have ended meanwhile; the next one sends everything again, in order.
        var numbers = new List<int>();
        await Eventually.IsTrue(
            () =>
            {
                numbers = [.. Topic.ReadToEnd(engines.Kafka, "pings").Select(NumberOf).Distinct()];
                return Task.FromResult(numbers.Count == count);
            },
            Cancelled);
        Assert.Equal(Enumerable.Range(0, count), numbers);
    }

    static int NumberOf(ConsumeResult<string, string> message) => JsonSerializer.Deserialize<Ping>(message.Message.Value, EventJson.Options)!.Number;
}
