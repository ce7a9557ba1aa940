using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>
/// Ends a replication stream at the server when its cancellation does not end it. A cancel request that reaches the server before it
/// streams is ignored there, and the driver sends none after it: the stream would go on, and keep the slot, for as long as this process lives.
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
                // A server that does not answer: the stream ends with the time-out of its own connection.
            }
        }
    }
}
