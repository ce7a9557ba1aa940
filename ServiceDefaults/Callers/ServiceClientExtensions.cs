using DbPerService.Consistency;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Calls from one service to another.</summary>
public static class ServiceClientExtensions
{
    /// <summary>
    /// Adds an <see cref="HttpClient"/> of the name <paramref name="service"/> whose requests go to the instances of that service in turn,
    /// and to the next one if a connection is refused. They are signed as this service's own, unless they carry a caller already.
    /// </summary>
    /// <param name="builder">The calling service.</param>
    /// <param name="caller">Its name.</param>
    /// <param name="service">The called service's name.</param>
    /// <param name="name">The client's name, for a further client of the same service; null for the service's.</param>
    /// <exception cref="InvalidOperationException">The service has no address; the message names the setting.</exception>
    public static IHttpClientBuilder AddServiceClient(this WebApplicationBuilder builder, string caller, string service, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var addresses = new ServiceAddresses(builder.Configuration).Of(service);
        return builder.Services
            .AddHttpClient(name ?? service, client => client.BaseAddress = addresses[0])
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(2),
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
                UseCookies = false,
                AllowAutoRedirect = false,
            })
            .AddHttpMessageHandler<SyncTokenHandler>()
            .AddHttpMessageHandler(provider => new ServiceClientHandler(
                addresses, provider.GetRequiredService<CallerSignature>(), new Caller(CallerRole.Service, caller)));
    }

    /// <summary>
    /// Gives the client's reads (GET and HEAD) a deadline, retries with jitter and a circuit breaker. A retry goes to the next instance. Reads
    /// that fail for good throw an <see cref="HttpRequestException"/> or return the last response.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    public static IHttpClientBuilder WithResilience(this IHttpClientBuilder client, ResilienceLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.AddKeyedSingleton(
            client.Name, (provider, _) => ActivatorUtilities.CreateInstance<ServiceResilience>(provider, client.Name, limits ?? new()));
        // Outermost, so that each attempt chooses an instance.
        return client.ConfigureAdditionalHttpMessageHandlers((handlers, provider) =>
            handlers.Insert(0, new ResilienceHandler(provider.GetRequiredKeyedService<ServiceResilience>(client.Name))));
    }
}
