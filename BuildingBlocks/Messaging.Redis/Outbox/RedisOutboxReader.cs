using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>
/// Reads the stream behind the cursor and waits on the server for more, whichever instance writes it. Meanwhile it renews the lease and
/// advances the cursor behind what is confirmed.
/// </summary>
sealed class RedisOutboxReader(
    RedisConnection connection, ConnectionMultiplexer alone, RedisRelayLease lease, RedisValue cursor, RedisMessagingOptions options,
    TimeProvider time) : IOutboxReader
{
    const int PageSize = 1000;

    // Short enough to notice a lost lease, long enough to cost nothing.
    const int WaitMilliseconds = 500;

    readonly Queue<(long Count, RedisValue Id)> _given = new();
    readonly Lock _confirming = new();
    RedisValue _confirmed;

    public bool IsLeader => !lease.IsOver;

    public async IAsyncEnumerable<OutboxMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keeping = KeepAsync(stop);
        try
        {
            var position = cursor;
            var count = 0L;
            while (true)
            {
                stop.Token.ThrowIfCancellationRequested();
                var page = await NextAsync(position).WaitAsync(stop.Token);
                foreach (var entry in page)
                {
                    lease.ThrowIfOver();
                    position = entry.Id;
                    lock (_confirming)
                    {
                        _given.Enqueue((++count, entry.Id));
                    }

                    yield return StreamEvent.Read(entry);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await keeping;
        }
    }

    public void Confirm(long count)
    {
        lock (_confirming)
        {
            while (_given.TryPeek(out var next) && next.Count <= count)
            {
                _confirmed = _given.Dequeue().Id;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await alone.DisposeAsync();
        try
        {
            if (TakeConfirmed() is { IsNull: false } last)
            {
                await lease.KeepAsync(last, CancellationToken.None);
            }

            await lease.ReleaseAsync();
        }
        catch (Exception exception) when (exception is OutboxBusyException || RedisFailures.IsTransient(exception))
        {
            // The lease expires, and what was not saved is published again.
        }
    }

    async Task<IEnumerable<StreamEntry>> NextAsync(RedisValue position)
    {
        var answer = await alone.GetDatabase().ExecuteAsync(
            "XREAD", "COUNT", PageSize, "BLOCK", WaitMilliseconds, "STREAMS", connection.Keys.Outbox, position);
        return answer.IsNull ? [] : ((RedisResult[])((RedisResult[])((RedisResult[])answer!)[0]!)[1]!).Select(Entry);
    }

    /// <summary>An entry: its id, then names and values, alternating.</summary>
    static StreamEntry Entry(RedisResult entry)
    {
        var parts = (RedisResult[])entry!;
        var fields = (RedisValue[])parts[1]!;
        var values = new NameValueEntry[fields.Length / 2];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = new NameValueEntry(fields[2 * i], fields[(2 * i) + 1]);
        }

        return new StreamEntry((RedisValue)parts[0], values);
    }

    RedisValue TakeConfirmed()
    {
        lock (_confirming)
        {
            var confirmed = _confirmed;
            _confirmed = RedisValue.Null;
            return confirmed;
        }
    }

    async Task KeepAsync(CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.CursorInterval, time, stop.Token);
                var confirmed = TakeConfirmed();
                if (!confirmed.IsNull || lease.IsDue)
                {
                    await lease.KeepAsync(confirmed, stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader ends.
        }
        catch (Exception)
        {
            // Without the lease no more events may be returned. Opening again reports the error.
            await stop.CancelAsync();
        }
    }
}
