using Confluent.Kafka;
using DbPerService.Consistency;
using DbPerService.Messaging;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds messaging to a service.</summary>
public static class MessagingHostExtensions
{
    /// <summary>
    /// Adds the relay that publishes the service's outbox and the consumer that applies the events it subscribes to. Options are bound from
    /// <c>Messaging</c>, the broker's address from the connection string <c>kafka</c>. A database kind must be added beside it.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="service">What it publishes and subscribes to. It does not start with handlers for other topics, or without one.</param>
    /// <param name="system">
    /// The declarations of the services that its subscribers are among: how far each is behind is measured. None are where it is left out.
    /// </param>
    public static MessagingBuilder AddMessaging(
        this IHostApplicationBuilder builder, ServiceDeclaration service, IEnumerable<ServiceDeclaration>? system = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(service);
        ArgumentException.ThrowIfNullOrWhiteSpace(service.Name);
        var messaging = new MessagingBuilder(builder.Services);
        builder.Services.AddOptions<MessagingOptions>()
            .BindConfiguration("Messaging")
            .Configure(options =>
            {
                options.Service = service.Name;
                options.Kafka.Hooks = messaging.Hooks;
                options.Kafka.BootstrapServers = builder.Configuration.GetConnectionString("kafka") ?? options.Kafka.BootstrapServers;
            })
            .Validate(
                options => options.Kafka.BootstrapServers.Length > 0,
                "ConnectionStrings:kafka is not set: it must list the Kafka bootstrap servers, host:port.")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services
            .AddSingleton<IValidateOptions<MessagingOptions>, KafkaSecurityValidation>()
            .AddSingleton<IValidateOptions<MessagingOptions>>(new DeclarationValidation(service, messaging.Registry));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<MessagingOptions>>().Value)
            .AddSingleton(messaging.Registry)
            .AddSingleton(new ServiceTopics(service, system ?? []))
            .AddSingleton<KafkaClients>()
            .AddSingleton<IKafkaClients>(provider => provider.GetRequiredService<KafkaClients>())
            .AddSingleton<SyncLag>()
            .AddSingleton<RecentlyApplied>()
            .AddSingleton<IAppliedEvents, SubscribedEvents>()
            .AddSingleton<RelayStatus>()
            .AddSingleton<BatchApplier>()
            .AddSingleton<Redriver>()
            .AddSingleton<DeadLetterMonitor>()
            .AddSingleton<TopicInitializer>()
            .AddSingleton<BrokerStatus>()
            .AddSingleton<IBrokerView, KafkaBrokerView>()
            .AddSingleton<ITopicReplay, KafkaTopicReplay>()
            .AddSingleton(provider => new DeliveryProgress(
                service.Name, provider.GetRequiredService<ServiceTopics>(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<ISubscriberSilence>(provider => provider.GetRequiredService<DeliveryProgress>())
            .AddSingleton<SubscriberLag>()
            .AddHostedService<KafkaClientCheck>()
            .AddHostedService(provider => provider.GetRequiredService<TopicInitializer>())
            .AddHostedService<OutboxRelay>()
            .AddHostedService<EventConsumer>()
            .AddHostedService(provider => provider.GetRequiredService<DeadLetterMonitor>())
            .AddHostedService(provider => provider.GetRequiredService<SubscriberLag>());
        // Before handlers that handle every exception.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IExceptionHandler, EventTooLargeHandler>());
        builder.Services.AddHealthChecks().AddCheck<MessagingHealthCheck>("messaging").AddCheck<DeadLetterHealthCheck>("dead-letters");
        return messaging;
    }
}

/// <summary>How a service handles events.</summary>
public sealed class MessagingBuilder
{
    readonly IServiceCollection _services;

    internal MessagingBuilder(IServiceCollection services) => _services = services;

    internal EventRegistry Registry { get; } = new();

    internal KafkaClientHooks Hooks { get; } = new();

    /// <summary>
    /// Subscribes to the event's topic and applies events of this type with the handler, which is resolved from the batch's scope and may
    /// handle other types as well.
    /// </summary>
    /// <exception cref="ArgumentException">The type already has a handler.</exception>
    public MessagingBuilder Handle<TEvent, THandler>() where TEvent : IEvent where THandler : class, IEventHandler<TEvent>
    {
        Registry.Add<TEvent, THandler>();
        _services.TryAddScoped<THandler>();
        return this;
    }

    /// <summary>
    /// Changes the configuration of the relay's producer in ways that settings cannot. The settings of <c>Messaging:Kafka</c> are applied
    /// after it.
    /// </summary>
    /// <exception cref="InvalidOperationException">At startup: it changes properties on which order per key or delivery depend.</exception>
    public MessagingBuilder ConfigureProducer(Action<ProducerConfig> configure)
    {
        Hooks.Producer += configure;
        return this;
    }

    /// <summary>The same for the consumers.</summary>
    /// <exception cref="InvalidOperationException">At startup: it changes properties on which the group or its offsets depend.</exception>
    public MessagingBuilder ConfigureConsumer(Action<ConsumerConfig> configure)
    {
        Hooks.Consumer += configure;
        return this;
    }

    /// <summary>The same for the clients that inspect and create topics.</summary>
    /// <exception cref="InvalidOperationException">At startup: it changes the broker's address.</exception>
    public MessagingBuilder ConfigureAdminClient(Action<AdminClientConfig> configure)
    {
        Hooks.Admin += configure;
        return this;
    }
}
