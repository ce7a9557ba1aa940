using Microsoft.Extensions.Configuration;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// The addresses of other services, from the settings <c>services:{name}:http:{number}</c>, which is how Aspire's hosts pass them on
/// (https://learn.microsoft.com/dotnet/core/extensions/service-discovery).
/// </summary>
public sealed class ServiceAddresses(IConfiguration configuration)
{
    /// <summary>The addresses of a service's instances, or of a load balancer before them.</summary>
    /// <exception cref="InvalidOperationException">There are none; the message names the setting.</exception>
    public IReadOnlyList<Uri> Of(string service)
    {
        Uri[] addresses =
        [
            .. configuration.GetSection($"services:{service}:http").GetChildren()
                .Select(entry => Uri.TryCreate(entry.Value, UriKind.Absolute, out var address)
                    ? address
                    : throw new InvalidOperationException(
                        $"{entry.Path} is '{entry.Value}', which is not an address such as http://host:8080.")),
        ];
        return addresses.Length > 0
            ? addresses
            : throw new InvalidOperationException($"services:{service}:http:0 is not set: it must be the address of {service}.");
    }
}
