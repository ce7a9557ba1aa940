using DbPerService.Databases;
using DbPerService.PostgreSql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a service's own PostgreSQL database.</summary>
public static class PostgresExtensions
{
    /// <summary>
    /// Registers the data source of the connection string <paramref name="service"/>, the scoped <see cref="PostgresTransaction"/>, the
    /// server's clock as <see cref="IDatabaseClock"/>, and the health check <c>database</c>. The service starts when the server answers.
    /// What the connection string does not say is set by <see cref="PostgresOptions"/>, from the section <c>PostgreSql</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or cannot be read; the message names it.</exception>
    public static IHostApplicationBuilder AddPostgres(this IHostApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var login = PostgresLogin.Read(builder.Configuration, service);
        builder.Services.AddOptions<PostgresOptions>().BindConfiguration("PostgreSql").ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<PostgresOptions>>().Value)
            .AddSingleton(provider =>
            {
                var options = provider.GetRequiredService<PostgresOptions>();
                return login.WithOptions(options).BuildDataSource(options, provider.GetRequiredService<ILoggerFactory>());
            })
            .AddScoped<PostgresTransaction>()
            .AddDatabase<PostgresServer, PostgresClock>(
                provider => new PostgresServer(service, provider.GetRequiredService<NpgsqlDataSource>()));
        return builder;
    }
}
