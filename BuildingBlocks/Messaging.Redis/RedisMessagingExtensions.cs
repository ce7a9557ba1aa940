using DbPerService.Messaging;
using DbPerService.Messaging.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a service's own Redis as the store of its outbox and dead letters.</summary>
public static class RedisMessagingExtensions
{
    /// <summary>
    /// Adds the database (<see cref="RedisExtensions.AddRedis"/>) with the scoped <see cref="RedisUnitOfWork"/> and the outbox.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="service">Its name.</param>
    /// <param name="operations">The operations of its units of work.</param>
    /// <exception cref="InvalidOperationException">The connection string is missing or cannot be read; the message names it.</exception>
    public static IHostApplicationBuilder AddRedisMessaging(
        this IHostApplicationBuilder builder, string service, RedisOperations operations)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddRedis(service);
        builder.Services.AddOptions<RedisMessagingOptions>()
            .BindConfiguration("Messaging:Redis")
            .Configure<IOptions<MessagingOptions>>((options, messaging) =>
            {
                options.DeadLetterTopic = ServiceDeclaration.DeadLetterTopicOf(service);
                options.MaxEventBytes = messaging.Value.MaxEventBytes;
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<RedisMessagingOptions>>().Value)
            .AddSingleton(provider => new UnitScript(provider.GetRequiredService<RedisConnection>(), operations))
            .AddScoped(provider => new RedisUnitOfWork(
                provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<UnitScript>(),
                provider.GetRequiredService<RedisMessagingOptions>()))
            .AddScoped<IUnitOfWork>(provider => provider.GetRequiredService<RedisUnitOfWork>())
            .AddSingleton<IDeadLetterStore, RedisDeadLetterStore>()
            .AddSingleton<IAppliedEventStore, RedisAppliedEvents>()
            .AddSingleton<IOutboxSource, RedisOutboxSource>()
            .AddStartupStep(provider => new StartupStep(
                provider.GetRequiredService<RedisServer>(),
                cancellationToken => RedisDeadLetterUpgrade.TakeOverAsync(
                    provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<UnitScript>(),
                    provider.GetRequiredService<RedisMessagingOptions>(), cancellationToken)));
        return builder;
    }
}
