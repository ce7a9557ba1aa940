using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a service's own PostgreSQL database as the store of its outbox, inbox and dead letters.</summary>
public static class PostgresMessagingExtensions
{
    const int DefaultPoolSize = 40;

    /// <summary>
    /// Registers the data source of the runtime login (connection string <paramref name="service"/>), the scoped
    /// <see cref="PostgresUnitOfWork"/>, the server's clock as <see cref="IDatabaseClock"/>, and the outbox read with the relay's login
    /// (connection string <c>{service}-relay</c>). The service starts once the server responds.
    /// </summary>
    /// <remarks>The runtime login's pool has at most 40 connections, unless the connection string sets <c>Maximum Pool Size</c>.</remarks>
    /// <exception cref="InvalidOperationException">A connection string is missing or cannot be read; the message names it.</exception>
    public static IHostApplicationBuilder AddPostgresMessaging(this IHostApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var runtime = PostgresLogin.Read(builder.Configuration, service);
        var relay = PostgresLogin.Read(builder.Configuration, service + "-relay");

        var runtimeText = builder.Configuration.GetConnectionString(service)!;
        var relayText = builder.Configuration.GetConnectionString(service + "-relay")!;

        // A server accepts 100 connections by default, and Npgsql alone would open as many: two instances and their relays have to fit.
        if (!SessionLimits.IsSet(runtimeText, "Maximum Pool Size", "MaxPoolSize"))
        {
            runtime.MaxPoolSize = DefaultPoolSize;
        }

        // Resetting a connection when it returns to the pool costs a round trip, and no code here leaves session state behind.
        runtime.NoResetOnClose = true;
        runtime.MaxAutoPrepare = 100;
        runtime.AutoPrepareMinUsages = 2;
        // A prepared statement keeps the plan it got while its table was small, and scans the grown table until the next ANALYZE.
        // A service finds its rows by key, so an index is never the wrong choice.
        runtime.Options = $"{runtime.Options} -c enable_seqscan=off".TrimStart();
        SessionLimits.ApplyToRuntime(runtime, runtimeText);
        relay.MaxPoolSize = 4;
        relay.ApplicationName = service + "-relay";
        SessionLimits.ApplyToRelay(relay, relayText);

        builder.Services.AddOptions<PostgresMessagingOptions>()
            .BindConfiguration("Messaging:PostgreSql")
            .Configure<IOptions<MessagingOptions>>((options, messaging) =>
            {
                options.DeadLetterTopic = service + ".dead-letter";
                options.Slot = options.Slot.Length > 0 ? options.Slot : DefaultSlot(service);
                options.MaxEventBytes = messaging.Value.MaxEventBytes;
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<PostgresMessagingOptions>>().Value)
            .AddSingleton(provider => DataSource(provider, runtime))
            .AddSingleton(new RelayLogin(relay.ConnectionString))
            .AddKeyedSingleton("relay", (provider, _) => DataSource(provider, relay))
            .AddScoped<PostgresUnitOfWork>()
            .AddScoped<IUnitOfWork>(provider => provider.GetRequiredService<PostgresUnitOfWork>())
            .AddSingleton<IDeadLetterStore, PostgresDeadLetterStore>()
            .AddSingleton<IOutboxSource>(provider => ActivatorUtilities.CreateInstance<PostgresOutboxSource>(
                provider, provider.GetRequiredKeyedService<NpgsqlDataSource>("relay")))
            .AddSingleton<PostgresClock>()
            .AddSingleton<IDatabaseClock>(provider => provider.GetRequiredService<PostgresClock>())
            .AddHostedService<PostgresStartup>()
            .AddHostedService(provider => provider.GetRequiredService<PostgresClock>())
            .AddSingleton<PartitionKeeper>()
            .AddSingleton<IMessagingConcern>(provider => provider.GetRequiredService<PartitionKeeper>())
            .AddHostedService(provider => provider.GetRequiredService<PartitionKeeper>());
        return builder;
    }

    /// <summary>Slot names are unique per server, not per database: the service's name keeps two services on one server apart.</summary>
    static string DefaultSlot(string service) =>
        string.Concat(service.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')) + "_outbox";

    static NpgsqlDataSource DataSource(IServiceProvider provider, NpgsqlConnectionStringBuilder connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString.ConnectionString);
        builder.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
        return builder.Build();
    }
}
