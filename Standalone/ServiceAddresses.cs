using DbPerService.Contracts;

namespace DbPerService.Standalone;

/// <summary>
/// The addresses of all instances, chosen before the first one starts: services call each other. Nobody listens at that of a service
/// that is left out.
/// </summary>
sealed class ServiceAddresses(Ports ports, IReadOnlyDictionary<string, int> instances)
{
    readonly Dictionary<string, Address[]> _addresses = SystemMap.Services.ToDictionary(
        service => service.Name,
        service => Enumerable.Range(1, instances.GetValueOrDefault(service.Name, 1))
            .Select(number => new Address(
                number == 1 ? service.Name : $"{service.Name}-{number}", $"http://127.0.0.1:{ports.Next()}", ports.Next()))
            .ToArray());

    public IReadOnlyList<Address> Of(string service) => _addresses[service];

    /// <param name="Instance">The instance's name: that of the service, from the second on with a number.</param>
    /// <param name="Url">The address of its API.</param>
    /// <param name="ManagementPort">Its management port.</param>
    public sealed record Address(string Instance, string Url, int ManagementPort);
}
