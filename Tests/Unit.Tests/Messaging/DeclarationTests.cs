using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DbPerService.Tests.Unit.Messaging;

/// <summary>A service handles what its declaration says, or does not start.</summary>
public sealed class DeclarationTests
{
    [Fact]
    public void A_service_with_the_handlers_that_it_declares_starts() =>
        Assert.Equal("reader", Start(["things"], messaging => messaging.Handle<Opened, Nothing>()).Service);

    [Fact]
    public void A_declared_subscription_without_a_handler_is_named()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Start(["things", "others"], messaging => messaging.Handle<Opened, Nothing>()));

        Assert.Equal("The declaration of reader subscribes to 'others' and no handler is registered for its events.", failure.Message);
    }

    [Fact]
    public void A_handler_without_a_declared_subscription_is_named()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Start([], messaging => messaging.Handle<Opened, Nothing>()));

        Assert.Equal("The declaration of reader does not subscribe to 'things', for whose events a handler is registered.", failure.Message);
    }

    static MessagingOptions Start(string[] subscribes, Action<MessagingBuilder> handle)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["ConnectionStrings:kafka"] = "127.0.0.1:1";
        handle(builder.AddMessaging(new ServiceDeclaration("reader") { Subscribes = subscribes }));
        using var host = builder.Build();
        // What a host does before it starts anything.
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        return host.Services.GetRequiredService<MessagingOptions>();
    }

    sealed record Opened(string Id) : IEvent
    {
        public static string Topic => "things";
        string IEvent.Key => Id;
    }

    sealed class Nothing : IEventHandler<Opened>
    {
        public Task HandleAsync(IReadOnlyList<Received<Opened>> batch, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
