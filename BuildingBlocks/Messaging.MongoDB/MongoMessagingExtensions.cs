using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a service's own MongoDB as the store of its outbox and dead letters.</summary>
public static class MongoMessagingExtensions
{
    /// <summary>
    /// Registers the database (connection string <paramref name="service"/>), the scoped <see cref="MongoUnitOfWork"/>, the server's
    /// clock as <see cref="IDatabaseClock"/>, and the outbox. The service starts once the server responds.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="service">Its name.</param>
    /// <param name="outboxes">The collections whose documents carry events.</param>
    /// <exception cref="InvalidOperationException">The connection string is missing or unusable; the message names it.</exception>
    public static IHostApplicationBuilder AddMongoMessaging(
        this IHostApplicationBuilder builder, string service, params IReadOnlyList<string> outboxes)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var url = MongoLogin.Read(builder.Configuration, service);
        builder.Services.AddOptions<MongoMessagingOptions>()
            .BindConfiguration("Messaging:MongoDB")
            .Configure<IOptions<MessagingOptions>>((options, messaging) =>
            {
                options.DeadLetterTopic = service + ".dead-letter";
                options.MaxEventBytes = messaging.Value.MaxEventBytes;
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<MongoMessagingOptions>>().Value)
            .AddSingleton(_ => new MongoConnection(service, url))
            .AddSingleton(new OutboxCollections(outboxes))
            .AddSingleton<OutboxSignal>()
            .AddScoped<MongoUnitOfWork>()
            .AddScoped<IUnitOfWork>(provider => provider.GetRequiredService<MongoUnitOfWork>())
            .AddSingleton<IDeadLetterStore, MongoDeadLetterStore>()
            .AddSingleton<IOutboxSource, MongoOutboxSource>()
            .AddSingleton<MongoClock>()
            .AddSingleton<IDatabaseClock>(provider => provider.GetRequiredService<MongoClock>())
            .AddHostedService<MongoStartup>()
            .AddHostedService(provider => provider.GetRequiredService<MongoClock>())
            .AddHealthChecks().AddCheck<MongoHealthCheck>("database");
        return builder;
    }
}
