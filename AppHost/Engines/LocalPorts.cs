using System.Net.NetworkInformation;

namespace DbPerService.AppHost;

/// <summary>
/// Free ports below the range that the system uses for outgoing connections, so that a restarted engine finds its port free.
/// </summary>
sealed class LocalPorts
{
    readonly HashSet<int> _taken =
        [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port)];

    public int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (_taken.Add(port))
            {
                return port;
            }
        }
    }
}
