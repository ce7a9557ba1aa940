using System.Net.Sockets;

namespace DbPerService.Engines;

internal static class LocalPort
{
    /// <summary>Whether something listens there already.</summary>
    public static bool Accepts(int port)
    {
        try
        {
            using var probe = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
