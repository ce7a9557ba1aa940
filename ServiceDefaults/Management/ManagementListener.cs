using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// Makes the server listen on <c>Management:Port</c> beside the API's addresses: on <c>Management:Host</c>, by default 127.0.0.1 if the
/// API listens on loopback only, else on every address.
/// </summary>
static class ManagementListener
{
    const string Port = "Management:Port";
    const string Host = "Management:Host";
    const string Endpoints = "Kestrel:Endpoints";
    const string DefaultAddress = "http://localhost:5000";

    /// <exception cref="InvalidOperationException">The port is invalid or one of the API's; the message names the setting.</exception>
    public static void AddManagementPort(this WebApplicationBuilder builder)
    {
        var port = builder.Configuration.GetValue<int?>(Port);
        builder.Services.AddSingleton(new ManagementPort(port));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, ManagementPortPolicy>());
        if (port is { } number)
        {
            builder.Listen(number);
        }
    }

    static void Listen(this WebApplicationBuilder builder, int port)
    {
        var configuration = builder.Configuration;
        var addresses = configuration.ApiAddresses();
        var parsed = addresses.ConvertAll(BindingAddress.Parse);
        if (port is < 1 or > ushort.MaxValue)
        {
            throw new InvalidOperationException($"{Port} is {port}: it must be from 1 to {ushort.MaxValue}.");
        }

        if (parsed.Exists(address => address.Port == port))
        {
            throw new InvalidOperationException($"{Port} is {port}, the API's port: it must be another one.");
        }

        var host = configuration[Host] is { Length: > 0 } said ? said : parsed.TrueForAll(IsLoopback) ? "127.0.0.1" : "*";
        var management = $"http://{host}:{port}";
        if (configuration.GetSection(Endpoints).Exists())
        {
            configuration[$"{Endpoints}:Management:Url"] = management; // The server then ignores every other address.
            return;
        }

        builder.WebHost.UseUrls([.. addresses, management]);
        builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "").UseSetting(WebHostDefaults.HttpsPortsKey, "");
    }

    /// <summary>In the server's own order of precedence.</summary>
    static List<string> ApiAddresses(this ConfigurationManager configuration)
    {
        if (configuration.GetSection(Endpoints) is var endpoints && endpoints.Exists())
        {
            return [.. endpoints.GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>()];
        }

        if (Split(configuration[WebHostDefaults.ServerUrlsKey]) is { Count: > 0 } urls)
        {
            return urls;
        }

        List<string> ports =
        [
            .. Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}"),
            .. Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => $"https://*:{port}"),
        ];
        return ports.Count > 0 ? ports : [DefaultAddress];
    }

    static List<string> Split(string? list) =>
        [.. (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    static bool IsLoopback(BindingAddress address) =>
        address.IsUnixPipe || address.IsNamedPipe || address.Host == "localhost"
        || (System.Net.IPAddress.TryParse(address.Host, out var ip) && System.Net.IPAddress.IsLoopback(ip));
}
