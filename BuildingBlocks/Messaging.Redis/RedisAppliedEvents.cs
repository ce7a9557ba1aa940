using DbPerService.Redis;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>The applied events by the ids that every unit of work leaves.</summary>
sealed class RedisAppliedEvents(RedisConnection connection, RedisMessagingOptions options) : IAppliedEventStore
{
    public TimeSpan Retention => options.AppliedRetention;

    public async ValueTask<IReadOnlySet<Guid>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var asked = ids.ToList();
        var members = asked.ConvertAll(id => (RedisValue)id.ToString()).ToArray();
        var scores = await connection.CallAsync(
            database => database.SortedSetScoresAsync(connection.Keys.Applied, members), cancellationToken);
        return asked.Where((_, i) => scores[i] is not null).ToHashSet();
    }
}
