using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>
/// Ends a replication stream at the server if its cancellation does not. The server ignores a cancel request that arrives before it
/// streams, and the driver sends no other: the stream would go on, and keep the slot, for as long as this process lives.
/// </summary>
sealed class StreamEnding : IAsyncDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _ended = new();
    readonly Task _watching;

    public StreamEnding(RelaySession session, TimeProvider time, CancellationToken cancellationToken) =>
        _watching = WatchAsync(session, time, cancellationToken);

    /// <summary>To be called when the stream has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watching;
        _ended.Dispose();
    }

    async Task WatchAsync(RelaySession session, TimeProvider time, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!_ended.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ended.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await session.TerminateReplicationAsync(_ended.Token);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                // The server does not respond: the stream ends with the time-out of its own connection.
            }
        }
    }
}
