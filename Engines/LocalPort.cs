using System.Net.Sockets;

namespace DbPerService.Engines;

static class LocalPort
{
    /// <summary>Whether a process listens on the port.</summary>
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
