using System.Net;
using System.Net.Sockets;
using DbPerService.FaultyNetwork;

namespace DbPerService.Tests.Unit.FaultyNetwork;

/// <summary>A server that echoes what it receives, and records it.</summary>
sealed class EchoServer : IAsyncDisposable
{
    readonly TcpListener _listener;
    readonly CancellationTokenSource _stopping = new();
    readonly Lock _gate = new();
    readonly List<byte> _received = [];
    readonly List<Socket> _clients = [];
    readonly Task _accepting;

    public EchoServer(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public byte[] Received
    {
        get
        {
            lock (_gate)
            {
                return [.. _received];
            }
        }
    }

    public async Task SendToAllAsync(byte[] bytes)
    {
        Socket[] clients;
        lock (_gate)
        {
            clients = [.. _clients];
        }
        foreach (var client in clients)
        {
            await client.SendAsync(bytes);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    public static async Task<Socket> ConnectAsync(FaultyLink link)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, link.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                lock (_gate)
                {
                    _clients.Add(client);
                }
                running.Add(EchoAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running);
        }
    }

    async Task EchoAsync(Socket client)
    {
        var buffer = new byte[4096];
        try
        {
            while (await client.ReceiveAsync(buffer, _stopping.Token) is var read and > 0)
            {
                lock (_gate)
                {
                    _received.AddRange(buffer.AsSpan(0, read));
                }
                await client.SendAsync(buffer.AsMemory(0, read), _stopping.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The client or the test has ended.
        }
        finally
        {
            client.Dispose();
        }
    }
}
