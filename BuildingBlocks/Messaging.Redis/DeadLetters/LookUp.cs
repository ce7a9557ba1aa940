using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>What an arriving batch must know about the dead letters.</summary>
/// <param name="Version">Their version when they were read, which the commit compares.</param>
/// <param name="Any">Whether there are or were any.</param>
/// <param name="Known">Those ids of the batch that are or were dead letters.</param>
/// <param name="Newest">The newest dead letter of each blocked key, by the key's hash.</param>
sealed record LookUp(long Version, bool Any, HashSet<Guid> Known, Dictionary<string, RedisNewestDeadLetter> Newest)
{
    public static async Task<LookUp> AskAsync(
        RedisConnection connection, IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            .. messages.Select(message => (RedisValue)message.Id.ToString()), "-",
            .. messages.Where(message => message.Key is not null).Select(message => UnitDeadLetter.HashOf(message.Topic, message.Key!))
                .Distinct().Select(of => (RedisValue)of),
        ];
        var answer = (RedisResult[])(await connection.RunAsync(
            MessagingScripts.LookUp, [connection.Keys.DeadLetters], arguments, cancellationToken))!;
        if ((int)answer[1] == 0)
        {
            return new LookUp((long)answer[0], false, [], []);
        }

        var newest = ((string[])answer[3]!).Chunk(4)
            .ToDictionary(letter => letter[0], letter => new RedisNewestDeadLetter(letter[1], letter[2], letter[3], null));
        return new LookUp((long)answer[0], true, [.. ((string[])answer[2]!).Select(Guid.Parse)], newest);
    }
}
