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
    /// <exception cref="InvalidOperationException">The service has no address; the message names the setting.</exception>
    public static IHttpClientBuilder AddServiceClient(this WebApplicationBuilder builder, string caller, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var addresses = new ServiceAddresses(builder.Configuration).Of(service);
        return builder.Services
            .AddHttpClient(service, client => client.BaseAddress = addresses[0])
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(2),
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
                UseCookies = false,
                AllowAutoRedirect = false,
            })
            .AddHttpMessageHandler(provider => new ServiceClientHandler(
                addresses, provider.GetRequiredService<CallerSignature>(), new Caller(CallerRole.Service, caller)));
    }
}
