using System.Net;
using System.Net.Sockets;

namespace DbPerService.FaultyNetwork;

/// <summary>One client's connection and its counterpart to the server, with one bounded buffer for each direction.</summary>
sealed class LinkConnection(Socket client, IPEndPoint address, Conditions conditions, AddressRewrite? rewrite) : IDisposable
{
    const int BufferSize = 32 * 1024;

    readonly Socket _upstream = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    ReplyCut? _replyCut;
    int _lost;

    public async Task RunAsync()
    {
        try
        {
            client.NoDelay = true;
            await _upstream.ConnectAsync(address);
            await Task.WhenAll(
                PumpAsync(client, _upstream, Direction.ToUpstream, rewrite: null),
                PumpAsync(_upstream, client, Direction.ToClient, rewrite?.Begin()));
            Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Reset();
        }
    }

    /// <summary>Shuts it down cleanly on both sides.</summary>
    public void Dispose()
    {
        client.Dispose();
        _upstream.Dispose();
    }

    public void Reset()
    {
        Reset(client);
        Reset(_upstream);
    }

    /// <summary>A connection that lost bytes in a direction that works again cannot continue.</summary>
    public void ResetIfBroken()
    {
        if (((Direction)Volatile.Read(ref _lost) & ~conditions.Now.Swallowed) != 0)
        {
            Reset();
        }
    }

    async Task PumpAsync(Socket from, Socket to, Direction direction, AddressRewrite.Pass? rewrite)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(0, conditions.ReadSize(BufferSize))) is var read and > 0)
            {
                var bytes = (ReadOnlyMemory<byte>)buffer.AsMemory(0, read);
                await conditions.PassAsync(direction, read);
                if (CutsReply(direction))
                {
                    return;
                }
                if (Swallowed(direction, read))
                {
                    continue;
                }
                if (direction == Direction.ToUpstream && conditions.Now.ReplyCut is { } wanted && wanted.Takes(bytes))
                {
                    Volatile.Write(ref _replyCut, wanted);
                }
                await SendAsync(to, rewrite is null ? bytes : rewrite.Apply(bytes));
            }

            if (!CutsReply(direction) && !Swallowed(direction))
            {
                to.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other direction must not wait for a closed side; but the end of a swallowed direction is swallowed too.
            if (!Swallowed(direction))
            {
                Reset();
            }
        }
    }

    bool Swallowed(Direction direction, int bytes = 0)
    {
        if (!conditions.Now.Swallows(direction))
        {
            return false;
        }

        conditions.Swallow(bytes);
        Interlocked.Or(ref _lost, (int)direction);
        ResetIfBroken(); // healed in between
        return true;
    }

    bool CutsReply(Direction direction)
    {
        if (direction != Direction.ToClient || Volatile.Read(ref _replyCut) is not { } cut)
        {
            return false;
        }

        Reset(client);
        // A clean shutdown: a reset would discard what the server has not read yet.
        _upstream.Dispose();
        cut.Done();
        return true;
    }

    static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes)..];
        }
    }

    static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }
}
