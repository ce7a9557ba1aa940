using System.Net;
using System.Net.Sockets;

namespace DbPerService.FaultyNetwork;

/// <summary>
/// A network path that fails on demand: a TCP proxy on 127.0.0.1 between a client and its server. Without faults it works normally; faults
/// add up, and <see cref="Heal"/> ends them all. Without a server behind it, connections are reset.
/// Thread-safe.
/// </summary>
/// <remarks>The kernel answers TCP keepalive probes for the proxy, so keepalive alone does not notice a swallowed direction.</remarks>
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

    /// <summary>The port to connect to instead of the server's.</summary>
    public int Port { get; }

    /// <summary>The number of open connections.</summary>
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

    /// <summary>The number of bytes that have vanished since the start.</summary>
    public long SwallowedBytes => _conditions.SwallowedBytes;

    /// <param name="listenPort">A free port on 127.0.0.1; 0 lets the system choose.</param>
    /// <param name="upstream">The server behind the link; it need not run yet.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static FaultyLink Start(int listenPort, IPEndPoint upstream) => new(listenPort, upstream, rewrite: null);

    /// <summary>A link to a Kafka broker that advertises 127.0.0.1: its clients see the link's address instead of the broker's.</summary>
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

    /// <summary>Delays all data in both directions.</summary>
    public void Delay(TimeSpan delay) => _conditions.Change(now => now with { Delay = delay });

    /// <summary>Forwards at most so many bytes per second in each direction, over all connections together.</summary>
    public void Throttle(int bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        _conditions.Change(now => now with { BytesPerSecond = bytesPerSecond });
    }

    /// <summary>
    /// Half-open: data in this direction vanishes, including the end of a connection, while connections stay open and new ones are
    /// accepted. A connection that lost bytes is reset when the direction works again: TCP never delivers with a gap.
    /// </summary>
    public void Swallow(Direction direction)
    {
        _conditions.Change(now => now with { Swallowed = direction });
        ForEachConnection(connection => connection.ResetIfBroken());
    }

    /// <summary>
    /// The ambiguous commit: forwards the first request that matches, and resets its connection instead of returning the response, once the
    /// server has responded. The server sees a clean shutdown.
    /// </summary>
    /// <param name="request">Called with what was read at once from one connection; a short request arrives in one piece.</param>
    /// <returns>Completes when it has happened; cancelled by <see cref="Heal"/>.</returns>
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
