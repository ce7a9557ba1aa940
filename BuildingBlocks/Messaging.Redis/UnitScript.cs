using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>The script of a unit of work, combined with the service's operations.</summary>
sealed class UnitScript(RedisConnection connection, RedisOperations operations)
{
    const long Unknown = -1;

    readonly string _script = MessagingScripts.Unit.Replace("--OPERATIONS", operations.Script, StringComparison.Ordinal);
    readonly RedisKey[] _keys =
        [connection.Keys.Outbox, connection.Keys.DeadLetters, connection.Keys.Applied, .. operations.Keys.Select(connection.Keys.Of)];

    long _noDeadLettersAt = Unknown;

    /// <summary>
    /// The version of the dead letters at which there were none when last read. Usually there are none, so a unit of work assumes that this
    /// still holds and lets its commit check it, instead of reading before each batch. Null if it is not known.
    /// </summary>
    public long? NoDeadLettersAt
    {
        get => Volatile.Read(ref _noDeadLettersAt) is not Unknown and var version ? version : null;
        set => Volatile.Write(ref _noDeadLettersAt, value ?? Unknown);
    }

    public Task<RedisResult> RunAsync(RedisValue[] arguments, CancellationToken cancellationToken) =>
        connection.RunAsync(_script, _keys, arguments, cancellationToken);
}
