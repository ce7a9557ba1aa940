using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>What an arriving batch has to know of the dead letters.</summary>
/// <param name="Version">Their version at the look, which the commit compares.</param>
/// <param name="Any">Whether there are or were any.</param>
/// <param name="Known">The ids, among the batch's, of what is or was a dead letter.</param>
/// <param name="Newest">Of each key that waits, by its hash, the newest.</param>
sealed record LookUp(long Version, bool Any, HashSet<Guid> Known, Dictionary<string, NewestLetter> Newest)
{
    public static async Task<LookUp> AskAsync(
        RedisConnection connection, IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            .. messages.Select(message => (RedisValue)message.Id.ToString()), "-",
            .. messages.Where(message => message.Key is not null).Select(message => UnitLetter.HashOf(message.Topic, message.Key!))
                .Distinct().Select(of => (RedisValue)of),
        ];
        var answer = (RedisResult[])(await connection.RunAsync(
            MessagingScripts.LookUp, [connection.Keys.DeadLetters], arguments, cancellationToken))!;
        if ((int)answer[1] == 0)
        {
            return new LookUp((long)answer[0], false, [], []);
        }

        var newest = ((string[])answer[3]!).Chunk(4)
            .ToDictionary(letter => letter[0], letter => new NewestLetter(letter[1], letter[2], letter[3], null));
        return new LookUp((long)answer[0], true, [.. ((string[])answer[2]!).Select(Guid.Parse)], newest);
    }
}
