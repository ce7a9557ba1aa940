using System.Globalization;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>The lease of the outbox's one reader: a key that expires when its holder is dead.</summary>
sealed class RedisRelayLease
{
    readonly RedisConnection _connection;
    readonly RedisMessagingOptions _options;
    readonly TimeProvider _time;
    readonly string _token = Guid.NewGuid().ToString("N");
    long _renewed;

    RedisRelayLease(RedisConnection connection, RedisMessagingOptions options, TimeProvider time)
    {
        _connection = connection;
        _options = options;
        _time = time;
    }

    /// <exception cref="OutboxBusyException">Another instance holds the lease.</exception>
    public static async Task<RedisRelayLease> TakeAsync(
        RedisConnection connection, RedisMessagingOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var lease = new RedisRelayLease(connection, options, time) { _renewed = time.GetTimestamp() };
        return await connection.CallAsync(
            database => database.StringSetAsync(connection.Keys.Lease, lease._token, options.Lease, When.NotExists), cancellationToken)
            ? lease
            : throw new OutboxBusyException("Another instance holds the relay's lease.");
    }

    /// <summary>Whether it is time to renew, early enough for several attempts.</summary>
    public bool IsDue => _time.GetElapsedTime(_renewed) > _options.Lease / 4;

    /// <summary>Whether it may have expired, by a clock that keeps running while this process is frozen.</summary>
    public bool IsOver => _time.GetElapsedTime(Interlocked.Read(ref _renewed)) > _options.Lease;

    /// <exception cref="OutboxBusyException">The lease may have expired: another instance may publish what is read now.</exception>
    public void ThrowIfOver()
    {
        if (IsOver)
        {
            throw new OutboxBusyException("The relay's lease was not renewed in time.");
        }
    }

    /// <summary>Renews the lease and saves the cursor, if one is given.</summary>
    /// <exception cref="OutboxBusyException">Another instance holds the lease.</exception>
    public async Task KeepAsync(RedisValue cursor, CancellationToken cancellationToken)
    {
        var keys = _connection.Keys;
        var now = _time.GetTimestamp();
        var kept = await _connection.RunAsync(
            MessagingScripts.Keep, [keys.Lease, keys.Cursor, keys.Outbox],
            [_token, Milliseconds(_options.Lease), cursor.IsNull ? RedisValue.EmptyString : cursor, Milliseconds(_options.Retention)],
            cancellationToken);
        if ((int)kept == 0)
        {
            throw new OutboxBusyException("The relay's lease went to another instance.");
        }

        Interlocked.Exchange(ref _renewed, now);
    }

    public Task ReleaseAsync() =>
        _connection.RunAsync(MessagingScripts.Release, [_connection.Keys.Lease], [_token], CancellationToken.None);

    static RedisValue Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
