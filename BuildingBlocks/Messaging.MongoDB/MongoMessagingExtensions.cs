using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a service's own MongoDB as the store of its outbox and dead letters.</summary>
public static class MongoMessagingExtensions
{
    /// <summary>
    /// Adds the database (<see cref="MongoExtensions.AddMongo"/>) with the scoped <see cref="MongoUnitOfWork"/> and the outbox.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="service">Its name.</param>
    /// <param name="outboxes">The collections whose documents carry events.</param>
    /// <exception cref="InvalidOperationException">The connection string is missing or unusable; the message names it.</exception>
    public static IHostApplicationBuilder AddMongoMessaging(
        this IHostApplicationBuilder builder, string service, params IReadOnlyList<string> outboxes)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddMongo(service);
        builder.Services.AddOptions<MongoMessagingOptions>()
            .BindConfiguration("Messaging:MongoDB")
            .Configure<IOptions<MessagingOptions>>((options, messaging) =>
            {
                options.DeadLetterTopic = ServiceDeclaration.DeadLetterTopicOf(service);
                options.MaxEventBytes = messaging.Value.MaxEventBytes;
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<MongoMessagingOptions>>().Value)
            .AddSingleton(new OutboxCollections(outboxes))
            .AddSingleton<OutboxSignal>()
            .AddScoped<MongoUnitOfWork>()
            .AddScoped<IUnitOfWork>(provider => provider.GetRequiredService<MongoUnitOfWork>())
            .AddSingleton<IDeadLetterStore, MongoDeadLetterStore>()
            .AddSingleton<IAppliedEventStore, MongoAppliedEvents>()
            .AddSingleton<IOutboxSource, MongoOutboxSource>()
            .AddStartupStep(provider => new StartupStep(
                provider.GetRequiredService<MongoServer>(),
                cancellationToken => MongoMessaging.PrepareAsync(
                    provider.GetRequiredService<MongoConnection>(), provider.GetRequiredService<OutboxCollections>(),
                    provider.GetRequiredService<MongoMessagingOptions>(), cancellationToken)));
        return builder;
    }
}
