using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>
/// The outbox stream. Its entries are in commit order because the server runs one script at a time. A lease admits one reader at a time,
/// and a cursor records how far it has confirmed.
/// </summary>
sealed class RedisOutboxSource(
    RedisConnection connection, RedisMessagingOptions options, RedisClock clock, TimeProvider time) : IOutboxSource
{
    public string Name => connection.Service;

    public async Task<IOutboxReader> OpenAsync(CancellationToken cancellationToken)
    {
        var lease = await RedisRelayLease.TakeAsync(connection, options, time, cancellationToken);
        try
        {
            var cursor = await CursorAsync(cancellationToken);
            var alone = await connection.ConnectAloneAsync(Name + "-relay");
            return new RedisOutboxReader(connection, alone, lease, cursor, options, time);
        }
        catch
        {
            await lease.ReleaseAsync();
            throw;
        }
    }

    public async Task<EventMark?> NewestCommittedAsync(CancellationToken cancellationToken)
    {
        var newest = await connection.CallAsync(
            database => database.StreamRangeAsync(connection.Keys.Outbox, count: 1, messageOrder: Order.Descending), cancellationToken);
        return newest is [var entry] && StreamEvent.Read(entry) is var e ? new EventMark(e.Id, e.CommittedAt) : null;
    }

    public async Task<OutboxProgress> ProgressAsync(CancellationToken cancellationToken)
    {
        var newest = await NewestCommittedAsync(cancellationToken);
        var cursor = await CursorAsync(cancellationToken);
        var entries = await connection.CallAsync(
            database => database.StreamRangeAsync(connection.Keys.Outbox, minId: "(" + cursor, count: 1), cancellationToken);
        DateTimeOffset? oldest = entries is [var entry] ? StreamEvent.Read(entry).CommittedAt : null;
        return new OutboxProgress(
            await clock.NowAsync(cancellationToken), oldest ?? newest?.Time.AddTicks(1) ?? DateTimeOffset.MinValue, oldest);
    }

    async Task<RedisValue> CursorAsync(CancellationToken cancellationToken)
    {
        var cursor = await connection.CallAsync(database => database.StringGetAsync(connection.Keys.Cursor), cancellationToken);
        return cursor.IsNull ? "0-0" : cursor;
    }
}
