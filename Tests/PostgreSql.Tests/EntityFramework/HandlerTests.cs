using DbPerService.Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql.EntityFramework;

/// <summary>What a handler does with the context of its scope commits with the inbox, once.</summary>
public sealed class HandlerTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    [Fact]
    public async Task Effects_of_a_batch_and_the_events_they_raise_happen_once()
    {
        await using var service = await engines.NewServiceAsync();
        await StartAsync(service);
        for (var number = 0; number < 20; number++)
        {
            await service.PublishAsync(new Ping("a", number));
        }

        // Each Ping raises a Pong, which comes back over the broker.
        await service.AppliedAreAsync(Enumerable.Range(0, 20).SelectMany(number => new[] { $"Ping a {number}", $"Pong a {number}" }));
    }

    [Fact]
    public async Task What_a_handler_saved_before_it_failed_is_undone()
    {
        await using var service = await engines.NewServiceAsync();
        var attempts = 0;
        service.Behaviour.On = (_, _) =>
        {
            if (++attempts == 1)
            {
                throw new InvalidOperationException("once");
            }
        };
        await StartAsync(service);

        await service.PublishAsync(new Ping("a", 1));

        await service.AppliedAreAsync(["Ping a 1", "Pong a 1"]);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task A_poison_event_becomes_a_dead_letter_and_leaves_nothing_behind()
    {
        await using var service = await engines.NewServiceAsync();
        service.Behaviour.On = (key, _) =>
        {
            if (key == "poison")
            {
                throw new Messaging.PermanentFailureException("it is poison");
            }
        };
        await StartAsync(service);

        await service.PublishAsync(new Ping("poison", 1));
        await service.PublishAsync(new Ping("a", 2));

        await service.AppliedAreAsync(["Ping a 2", "Pong a 2"]);
        Assert.Equal("it is poison", await service.ScalarAsync<string>("SELECT detail FROM messaging.dead_letter"));
    }

    [Fact]
    public async Task A_context_without_the_outbox_ends_the_start()
    {
        await using var service = await engines.NewDatabaseAsync();
        var host = service.NewInstance(
            service.AddMessagingOnly, builder => builder.AddEntityFrameworkMessaging<BareContext>(service.Name));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("UseOutbox", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_retries_by_itself_ends_the_start()
    {
        await using var service = await engines.NewDatabaseAsync();
        var host = service.NewInstance(
            service.AddMessagingOnly,
            builder => builder.AddEntityFrameworkMessaging<LedgerContext>(
                service.Name, options => options.UseNpgsql(npgsql => npgsql.EnableRetryOnFailure())));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("EnableRetryOnFailure", failure.Message, StringComparison.Ordinal);
    }

    static Task StartAsync(TestService service) => service
        .NewEntityFrameworkInstance(builder => builder.AddMessaging(TestService.Subscriber(service.Name)).Handle<Ping, EnterPing>().Handle<Pong, EnterPong>())
        .StartAsync(TestContext.Current.CancellationToken);

    sealed class BareContext(DbContextOptions<BareContext> options) : DbContext(options);
}
