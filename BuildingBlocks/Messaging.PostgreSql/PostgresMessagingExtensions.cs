using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a service's own PostgreSQL database as the store of its outbox, inbox and dead letters.</summary>
public static class PostgresMessagingExtensions
{
    /// <summary>
    /// Adds the database (<see cref="PostgresExtensions.AddPostgres"/>) with the scoped <see cref="PostgresUnitOfWork"/>, and the outbox
    /// read with the relay's login (connection string <c>{service}-relay</c>).
    /// </summary>
    /// <exception cref="InvalidOperationException">A connection string is missing or cannot be used; the message names it.</exception>
    public static IHostApplicationBuilder AddPostgresMessaging(this IHostApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddPostgres(service);
        var relay = RelayLogin.Read(builder.Configuration, service);
        builder.Services.AddOptions<PostgresMessagingOptions>()
            .BindConfiguration("Messaging:PostgreSql")
            .Configure<IOptions<MessagingOptions>>((options, messaging) =>
            {
                options.DeadLetterTopic = ServiceDeclaration.DeadLetterTopicOf(service);
                options.Slot = options.Slot.Length > 0 ? options.Slot : DefaultSlot(service);
                options.MaxEventBytes = messaging.Value.MaxEventBytes;
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<PostgresMessagingOptions>>().Value)
            .AddSingleton(provider => new RelayLogin(
                relay, provider.GetRequiredService<PostgresOptions>(), provider.GetRequiredService<PostgresMessagingOptions>(),
                provider.GetRequiredService<ILoggerFactory>()))
            .AddScoped<PostgresUnitOfWork>()
            .AddScoped<PostgresTransaction>(provider => provider.GetRequiredService<PostgresUnitOfWork>())
            .AddScoped<IUnitOfWork>(provider => provider.GetRequiredService<PostgresUnitOfWork>())
            .AddSingleton<IDeadLetterStore, PostgresDeadLetterStore>()
            .AddSingleton<IAppliedEventStore, PostgresAppliedEvents>()
            .AddSingleton<IOutboxSource, PostgresOutboxSource>()
            .AddStartupStep(provider => NeedsRight(
                "INSERT", provider.GetRequiredService<PostgresServer>(), provider.GetRequiredService<NpgsqlDataSource>()))
            .AddStartupStep(provider =>
            {
                var login = provider.GetRequiredService<RelayLogin>();
                return NeedsRight("SELECT", new PostgresServer(relay.Setting, login.DataSource), login.DataSource);
            })
            .AddSingleton<PartitionKeeper>()
            .AddSingleton<IMessagingConcern>(provider => provider.GetRequiredService<PartitionKeeper>())
            .AddHostedService(provider => provider.GetRequiredService<PartitionKeeper>());
        return builder;
    }

    static StartupStep NeedsRight(string right, PostgresServer server, NpgsqlDataSource dataSource) => new(server, async cancellationToken =>
    {
        await using var command = dataSource.CreateCommand($"SELECT has_table_privilege('messaging.outbox', '{right}')");
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{server.Setting}: {server.Name} accepts this login, but it lacks the right to {right} on messaging.outbox.");
        }
    });

    /// <summary>Slot names are unique per server, not per database: the service's name keeps two services on one server apart.</summary>
    static string DefaultSlot(string service) =>
        string.Concat(service.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')) + "_outbox";
}
