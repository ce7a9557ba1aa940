using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DbPerService.Databases;

/// <summary>Registers what every kind of database has.</summary>
public static class DatabaseServiceExtensions
{
    /// <summary>
    /// Adds the server and its clock, also as <see cref="IDatabaseClock"/>; the health check <c>database</c>; and the first step of the
    /// startup: a ping and a reading of the clock.
    /// </summary>
    public static IServiceCollection AddDatabase<TServer, TClock>(this IServiceCollection services, Func<IServiceProvider, TServer> server)
        where TServer : class, IDatabaseServer
        where TClock : DatabaseClock
    {
        services.TryAddSingleton(TimeProvider.System);
        services
            .AddSingleton(server)
            .AddSingleton<TClock>()
            .AddSingleton<IDatabaseClock>(provider => provider.GetRequiredService<TClock>())
            .AddStartupStep(provider =>
            {
                var (pinged, clock) = (provider.GetRequiredService<TServer>(), provider.GetRequiredService<TClock>());
                return new StartupStep(pinged, async cancellationToken =>
                {
                    await pinged.PingAsync(cancellationToken);
                    await clock.ReadAsync(cancellationToken);
                });
            })
            .AddHostedService(provider => provider.GetRequiredService<TClock>())
            .AddHealthChecks()
            .Add(new HealthCheckRegistration(
                "database", provider => new DatabaseHealthCheck(provider.GetRequiredService<TServer>()), failureStatus: null, tags: null));
        return services;
    }

    /// <summary>Adds a step of the startup behind those that were added before.</summary>
    public static IServiceCollection AddStartupStep(this IServiceCollection services, Func<IServiceProvider, StartupStep> step) =>
        services.AddSingleton(step).AddHostedService<DatabaseStartup>();
}
