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
}
