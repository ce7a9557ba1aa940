using DbPerService.Databases;
using DbPerService.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a service's own Redis.</summary>
public static class RedisExtensions
{
    /// <summary>
    /// Registers the connection (connection string <paramref name="service"/>), the server's clock as <see cref="IDatabaseClock"/>, and the
    /// health check <c>database</c>. The service starts when the server answers, and refuses one that forgets what it has answered. What
    /// the connection string does not say is set by <see cref="RedisOptions"/>, from the section <c>Redis</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or cannot be read; the message names it.</exception>
    public static IHostApplicationBuilder AddRedis(this IHostApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var login = RedisLogin.Read(builder.Configuration, service);
        builder.Services.AddOptions<RedisOptions>().BindConfiguration("Redis").ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<RedisOptions>>().Value)
            .AddSingleton(provider => new RedisConnection(service, login.WithOptions(provider.GetRequiredService<RedisOptions>())))
            .AddDatabase<RedisServer, RedisClock>(provider => new RedisServer(service, provider.GetRequiredService<RedisConnection>()))
            .AddStartupStep(provider =>
            {
                var (server, options) = (provider.GetRequiredService<RedisServer>(), provider.GetRequiredService<RedisOptions>());
                return new StartupStep(server, async cancellationToken =>
                {
                    await server.ProbeAsync(cancellationToken);
                    await server.CheckDurabilityAsync(
                        options.RequireDurability, provider.GetRequiredService<ILogger<RedisServer>>(), cancellationToken);
                });
            });
        return builder;
    }
}
