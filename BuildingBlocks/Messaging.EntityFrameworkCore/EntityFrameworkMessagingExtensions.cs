using DbPerService.Messaging;
using DbPerService.Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds Entity Framework Core on PostgreSQL to a service that takes part in messaging.</summary>
public static class EntityFrameworkMessagingExtensions
{
    /// <summary>
    /// Adds PostgreSQL messaging as <see cref="PostgresMessagingExtensions.AddPostgresMessaging"/> does, with its connection strings and
    /// options, and the context on the same runtime login. What the context saves commits together with the events that its entities raised
    /// or that were appended to it; a handler that gets the context from its scope works in the transaction of its batch.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="service">Its name: that of the connection string <c>ConnectionStrings:{service}</c>.</param>
    /// <param name="configure">Further options of the context.</param>
    /// <exception cref="InvalidOperationException">
    /// A connection string is missing or cannot be read. At the start: the model lacks the outbox, or the context retries by itself
    /// (<c>EnableRetryOnFailure</c>), which would repeat one statement of a batch without the others.
    /// </exception>
    public static IHostApplicationBuilder AddEntityFrameworkMessaging<TContext>(
        this IHostApplicationBuilder builder, string service, Action<DbContextOptionsBuilder>? configure = null)
        where TContext : DbContext
    {
        builder.AddPostgresMessaging(service);
        builder.Services
            .AddSingleton<OutboxInterceptor>()
            .AddDbContext<TContext>((provider, options) =>
            {
                options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
                    .AddInterceptors(provider.GetRequiredService<OutboxInterceptor>())
                    .ConfigureWarnings(ReportOnce);
                configure?.Invoke(options);
            })
            .AddScoped<IUnitOfWork, EntityFrameworkUnitOfWork<TContext>>()
            .AddHostedService<ContextCheck<TContext>>();
        return builder;
    }

    /// <summary>
    /// The context logs these failures with their stack traces and throws them as well, also where they are expected: a lost race, a taken
    /// key, each request while the database is unavailable. Who catches them reports them.
    /// </summary>
    static void ReportOnce(WarningsConfigurationBuilder warnings) => warnings.Log(
        (CoreEventId.QueryIterationFailed, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug),
        (RelationalEventId.CommandError, LogLevel.Debug), (RelationalEventId.ConnectionError, LogLevel.Debug));
}
