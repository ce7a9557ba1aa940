using System.Net;
using System.Net.NetworkInformation;

namespace DbPerService.Testing;

/// <summary>Ports below the ephemeral range, so that a restarted engine finds its port free.</summary>
public static class FreePort
{
    public static int Next()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (!taken.Contains(port))
            {
                return port;
            }
        }
    }
}
