using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using DbPerService.FaultyNetwork;

namespace DbPerService.Tests.Unit.FaultyNetwork;

public sealed class FaultyLinkTests : IAsyncLifetime
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    EchoServer _server = new();
    FaultyLink _link = null!;

    public ValueTask InitializeAsync()
    {
        _link = FaultyLink.Start(0, _server.Address);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Without_faults_everything_passes_in_both_directions()
    {
        using var client = await ConnectAsync();
        var much = new byte[1_000_000];
        Random.Shared.NextBytes(much);

        var sending = client.SendAsync(much, SocketFlags.None, Cancellation);
        Assert.Equal(much, await ReceiveAsync(client, much.Length));

        await sending;
    }

    [Fact]
    public async Task A_clean_shutdown_reaches_the_other_side_and_frees_the_connection()
    {
        using (var client = await ConnectAsync())
        {
            Assert.Equal("hello", await AskAsync(client, "hello"));
            client.Shutdown(SocketShutdown.Send);
        }

        await WaitAsync(() => _link.Connections == 0);
    }

    [Fact]
    public async Task A_cut_closes_all_connections_and_refuses_new_ones_until_restored()
    {
        using var client = await ConnectAsync();
        Assert.Equal("before", await AskAsync(client, "before"));

        _link.Cut();
        await EndsAsync(client);
        var refused = await Assert.ThrowsAsync<SocketException>(ConnectAsync);
        _link.Restore();
        using var next = await ConnectAsync();

        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Equal("after", await AskAsync(next, "after"));
    }

    [Fact]
    public async Task A_reset_resets_connections_and_new_ones_work()
    {
        using var client = await ConnectAsync();
        Assert.Equal("before", await AskAsync(client, "before"));

        _link.Reset();
        var reset = await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(client, 1));
        using var next = await ConnectAsync();

        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        Assert.Equal("after", await AskAsync(next, "after"));
    }

    [Fact]
    public async Task A_delay_holds_back_requests_and_responses()
    {
        using var client = await ConnectAsync();
        _link.Delay(TimeSpan.FromMilliseconds(200));

        var since = Stopwatch.GetTimestamp();
        Assert.Equal("slow", await AskAsync(client, "slow"));
        var slow = Stopwatch.GetElapsedTime(since);

        Assert.InRange(slow.TotalMilliseconds, 390, 10_000);
    }

    [Fact]
    public async Task Healing_ends_a_running_delay()
    {
        using var client = await ConnectAsync();
        _link.Delay(TimeSpan.FromMinutes(10));
        await SendAsync(client, "slow");

        _link.Heal();

        Assert.Equal("slow"u8.ToArray(), await ReceiveAsync(client, 4));
    }

    [Fact]
    public async Task A_throttle_limits_the_bytes_per_second_of_all_connections_together()
    {
        using var first = await ConnectAsync();
        using var second = await ConnectAsync();
        _link.Throttle(20_000);

        var since = Stopwatch.GetTimestamp();
        var text = new string('x', 5_000);
        await Task.WhenAll(AskAsync(first, text), AskAsync(second, text));
        var took = Stopwatch.GetElapsedTime(since);

        Assert.InRange(took.TotalMilliseconds, 450, 10_000);
    }

    [Fact]
    public async Task Swallowed_requests_vanish_while_responses_still_arrive()
    {
        using var client = await ConnectAsync();
        Assert.Equal("before", await AskAsync(client, "before"));
        _link.Swallow(Direction.ToUpstream);

        await SendAsync(client, "lost");
        await _server.SendToAllAsync("news"u8.ToArray());

        Assert.Equal("news"u8.ToArray(), await ReceiveAsync(client, 4));
        await WaitAsync(() => _link.SwallowedBytes == 4);
        Assert.Equal("before"u8.ToArray(), _server.Received);
        Assert.Equal(1, _link.Connections);
    }

    [Fact]
    public async Task Swallowed_responses_vanish_while_requests_still_arrive()
    {
        using var client = await ConnectAsync();
        _link.Swallow(Direction.ToClient);

        await SendAsync(client, "done");
        await WaitAsync(() => _server.Received.AsSpan().SequenceEqual("done"u8));
        await WaitAsync(() => _link.SwallowedBytes == 4);

        Assert.Equal(1, _link.Connections);
        Assert.Equal(0, client.Available);
    }

    [Fact]
    public async Task The_end_of_a_connection_is_swallowed_too()
    {
        using (var client = await ConnectAsync())
        {
            Assert.Equal("before", await AskAsync(client, "before"));
            _link.Swallow(Direction.Both);
        }

        using var later = await ConnectAsync();
        await SendAsync(later, "lost");
        await WaitAsync(() => _link.SwallowedBytes == 4);
        Assert.Equal(2, _link.Connections);

        _link.Heal();
        await WaitAsync(() => _link.Connections == 0);
    }

    [Fact]
    public async Task A_connection_that_lost_bytes_is_reset_when_the_link_heals()
    {
        using var broken = await ConnectAsync();
        using var idle = await ConnectAsync();
        Assert.Equal("before", await AskAsync(broken, "before"));
        Assert.Equal("before", await AskAsync(idle, "before"));
        _link.Swallow(Direction.ToUpstream);
        await SendAsync(broken, "lost");
        await WaitAsync(() => _link.SwallowedBytes == 4);

        _link.Heal();
        var after = await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(broken, 100));

        Assert.Equal(SocketError.ConnectionReset, after.SocketErrorCode);
        Assert.Equal("after", await AskAsync(idle, "after"));
    }

    [Fact]
    public async Task A_request_is_forwarded_and_cut_before_its_response()
    {
        using var client = await ConnectAsync();
        var cut = _link.CutBeforeReply(bytes => Encoding.UTF8.GetString(bytes.Span).Contains("COMMIT", StringComparison.Ordinal));
        Assert.Equal("INSERT", await AskAsync(client, "INSERT"));

        await SendAsync(client, "COMMIT");
        await cut.WaitAsync(Soon, Cancellation);
        var end = await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(client, 1));

        Assert.Equal("INSERTCOMMIT"u8.ToArray(), _server.Received);
        Assert.Equal(SocketError.ConnectionReset, end.SocketErrorCode);
        using var next = await ConnectAsync();
        Assert.Equal("COMMIT", await AskAsync(next, "COMMIT"));
    }

    [Fact]
    public async Task Healing_cancels_a_pending_cut()
    {
        var cut = _link.CutBeforeReply(_ => true);

        _link.Heal();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cut.WaitAsync(Soon, Cancellation));
        using var client = await ConnectAsync();
        Assert.Equal("hello", await AskAsync(client, "hello"));
    }

    [Fact]
    public async Task Connections_are_reset_until_there_is_a_server()
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync();
            await ReceiveAsync(client, 1);
        });

        _server = new EchoServer(address.Port);
        using var next = await ConnectAsync();

        Assert.Equal("hello", await AskAsync(next, "hello"));
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    Task<Socket> ConnectAsync() => EchoServer.ConnectAsync(_link);

    static async Task SendAsync(Socket client, string text) =>
        await client.SendAsync(Encoding.UTF8.GetBytes(text), SocketFlags.None, Cancellation);

    static async Task<string> AskAsync(Socket client, string text)
    {
        await SendAsync(client, text);
        return Encoding.UTF8.GetString(await ReceiveAsync(client, text.Length));
    }

    static async Task<byte[]> ReceiveAsync(Socket client, int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            limit.CancelAfter(Soon);
            var read = await client.ReceiveAsync(bytes.AsMemory(at), SocketFlags.None, limit.Token);
            at += read > 0 ? read : throw new EndOfStreamException();
        }

        return bytes;
    }

    /// <summary>Cleanly or by a reset.</summary>
    static async Task EndsAsync(Socket client)
    {
        var end = await Record.ExceptionAsync(() => ReceiveAsync(client, 1));
        Assert.True(end is EndOfStreamException or SocketException, $"{end}");
    }

    static async Task WaitAsync(Func<bool> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Soon, "not in time");
            await Task.Delay(10, Cancellation);
        }
    }
}
