using DbPerService.Databases;
using DbPerService.MongoDB;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a service's own MongoDB database.</summary>
public static class MongoExtensions
{
    /// <summary>
    /// Registers the database (connection string <paramref name="service"/>), the server's clock as <see cref="IDatabaseClock"/>, and the
    /// health check <c>database</c>. The service starts when the server answers. What the connection string does not say is set by
    /// <see cref="MongoOptions"/>, from the section <c>MongoDB</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or unusable; the message names it.</exception>
    public static IHostApplicationBuilder AddMongo(this IHostApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var url = MongoLogin.Read(builder.Configuration, service);
        builder.Services.AddOptions<MongoOptions>().BindConfiguration("MongoDB").ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton(provider => new MongoConnection(service, url, provider.GetRequiredService<IOptions<MongoOptions>>().Value))
            .AddDatabase<MongoServer, MongoClock>(provider => new MongoServer(service, provider.GetRequiredService<MongoConnection>()))
            .AddStartupStep(provider =>
            {
                var server = provider.GetRequiredService<MongoServer>();
                return new StartupStep(server, server.ProbeAsync);
            });
        return builder;
    }
}
