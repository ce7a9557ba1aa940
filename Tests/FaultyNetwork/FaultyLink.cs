using System.Net;
using System.Net.Sockets;

namespace DbPerService.FaultyNetwork;

/// <summary>
/// A network path that fails on demand: a TCP relay on 127.0.0.1 between a client and the server it means to reach. It works faultlessly
/// until told otherwise; faults add up, and <see cref="Heal"/> ends them all. Without a server behind it, connections are reset.
/// Safe to use from several threads.
/// </summary>
/// <remarks>The kernel answers TCP keepalive probes for the relay: a swallowed direction is not noticed by keepalive alone.</remarks>
public sealed class FaultyLink : IAsyncDisposable
{
    readonly IPEndPoint _upstream;
    readonly AddressRewrite? _rewrite;
    readonly Conditions _conditions = new();
    readonly Lock _gate = new();
    readonly Dictionary<LinkConnection, Task> _connections = [];
    Socket? _listener;
    Task _accepting = Task.CompletedTask;
    bool _disposed;

    FaultyLink(int listenPort, IPEndPoint upstream, AddressRewrite? rewrite)
    {
        _upstream = upstream;
        _rewrite = rewrite;
        Port = Listen(listenPort);
    }

    /// <summary>Where to connect to instead of the server's own port.</summary>
    public int Port { get; }

    /// <summary>How many connections are open through the link.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>How many bytes have vanished since the start.</summary>
    public long SwallowedBytes => _conditions.SwallowedBytes;

    /// <param name="listenPort">A free port on 127.0.0.1; 0 lets the system choose.</param>
    /// <param name="upstream">The server behind the link; it need not run yet.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static FaultyLink Start(int listenPort, IPEndPoint upstream) => new(listenPort, upstream, rewrite: null);

    /// <summary>A link to a Kafka broker that advertises 127.0.0.1: its clients see the link's address in place of the broker's.</summary>
    /// <inheritdoc cref="Start"/>
    public static FaultyLink StartForKafka(int listenPort, IPEndPoint upstream) =>
        new(listenPort, upstream, new AddressRewrite(upstream.Port, listenPort));

    /// <summary>Closes every connection and refuses new ones until <see cref="Restore"/> or <see cref="Heal"/>.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _listener, null)?.Dispose();
        }

        ForEachConnection(connection => connection.Dispose());
    }

    /// <summary>Accepts connections again after <see cref="Cut"/>.</summary>
    public void Restore()
    {
        lock (_gate)
        {
            if (_listener is null && !_disposed)
            {
                Listen(Port);
            }
        }
    }

    /// <summary>Resets every open connection (RST, to both sides). New ones are accepted.</summary>
    public void Reset() => ForEachConnection(connection => connection.Reset());

    /// <summary>Holds what is read back for so long before it is passed on, in both directions.</summary>
    public void Delay(TimeSpan delay) => _conditions.Change(now => now with { Delay = delay });

    /// <summary>Passes on at most so many bytes a second, all connections together, in each direction.</summary>
    public void Throttle(int bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        _conditions.Change(now => now with { BytesPerSecond = bytesPerSecond });
    }

    /// <summary>
    /// Half-open: what comes in this direction vanishes, an end of a connection included, while connections stay open and new ones are
    /// accepted. A connection that lost bytes is reset when the direction works again: TCP never delivers with a gap.
    /// </summary>
    public void Swallow(Direction direction)
    {
        _conditions.Change(now => now with { Swallowed = direction });
        ForEachConnection(connection => connection.ResetIfBroken());
    }

    /// <summary>
    /// The ambiguous commit: passes the first request that matches on, and resets its connection in place of the answer, once the server
    /// has answered. The server sees an orderly end.
    /// </summary>
    /// <param name="request">Asked with what was read at once from one connection; a short request comes in one piece.</param>
    /// <returns>Ends when it has happened; cancelled by <see cref="Heal"/>.</returns>
    public Task CutBeforeReply(Func<ReadOnlyMemory<byte>, bool> request)
    {
        var cut = new ReplyCut(request);
        _conditions.Change(now => now with { ReplyCut = cut });
        return cut.TestEvent;
    }

    /// <summary>Ends every fault.</summary>
    public void Heal()
    {
        _conditions.Change(_ => new Faults());
        ForEachConnection(connection => connection.ResetIfBroken());
        Restore();
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
        }
        Cut();
        _conditions.Change(_ => new Faults());
        await _accepting;
        Task[] running;
        lock (_gate)
        {
            running = [.. _connections.Values];
        }
        await Task.WhenAll(running);
    }

    int Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen();
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        _listener = listener;
        _accepting = AcceptAsync(listener);
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    async Task AcceptAsync(Socket listener)
    {
        await Task.Yield();
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (!ReferenceEquals(Volatile.Read(ref _listener), listener))
                {
                    return; // cut
                }
                continue; // the client had gone before it was accepted
            }

            Open(listener, new LinkConnection(client, _upstream, _conditions, _rewrite));
        }
    }

    void Open(Socket listener, LinkConnection connection)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_listener, listener))
            {
                _connections.Add(connection, RunAsync(connection));
            }
            else
            {
                connection.Reset(); // accepted while the link was being cut
            }
        }
    }

    async Task RunAsync(LinkConnection connection)
    {
        await Task.Yield();
        await connection.RunAsync();
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }

    void ForEachConnection(Action<LinkConnection> action)
    {
        LinkConnection[] all;
        lock (_gate)
        {
            all = [.. _connections.Keys];
        }
        Array.ForEach(all, action);
    }
}
