using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>The script that is a unit of work, with the operations of the service in it.</summary>
sealed class UnitScript(RedisConnection connection, RedisOperations operations)
{
    const long Unknown = -1;

    readonly string _script = MessagingScripts.Unit.Replace("--OPERATIONS", operations.Script, StringComparison.Ordinal);
    readonly RedisKey[] _keys =
        [connection.Keys.Outbox, connection.Keys.DeadLetters, .. operations.Keys.Select(connection.Keys.Of)];

    long _noDeadLettersAt = Unknown;

    /// <summary>
    /// The version of the dead letters at which there had been none when last looked. Nearly always there are none, so a unit of work
    /// takes it for true and lets its commit find out, instead of asking before each batch. Null when it is not known.
    /// </summary>
    public long? NoDeadLettersAt
    {
        get => Volatile.Read(ref _noDeadLettersAt) is not Unknown and var version ? version : null;
        set => Volatile.Write(ref _noDeadLettersAt, value ?? Unknown);
    }

    public Task<RedisResult> RunAsync(RedisValue[] arguments, CancellationToken cancellationToken) =>
        connection.RunAsync(_script, _keys, arguments, cancellationToken);
}
