using System.Net;
using System.Net.Sockets;

namespace DbPerService.Standalone;

/// <summary>
/// Free ports below the ephemeral ports of the operating system, so that a restarted process finds its port free.
/// </summary>
sealed class Ports
{
    const int First = 20_000;
    const int Last = 31_999;

    readonly HashSet<int> _taken = [];

    public int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last + 1);
            if (_taken.Add(port) && IsFree(port))
            {
                return port;
            }
        }
    }

    static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
