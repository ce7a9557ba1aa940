using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>
/// Ids are in sorted sets by position: of all waiting dead letters, of each key, of each topic and reason, and of the discarded ones. Each
/// dead letter is a hash.
/// </summary>
sealed class RedisDeadLetterStore(RedisConnection connection, RedisClock clock) : IDeadLetterStore
{
    static readonly RedisValue[] Fields =
    [
        "head", "position", "size", "reason", "detail", "at", "redrives", "repeats", "discardedAt", "discardReason", "discardedBy",
    ];

    public async Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        foreach (var ids in await SetsAsync(filter, cancellationToken))
        {
            letters.AddRange(await ListAsync(ids, filter, cancellationToken));
        }

        return [.. letters.OrderBy(letter => letter.Position).Take(filter.Limit)];
    }

    public async Task<(DeadLetter Letter, ConsumedMessage Message)?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var fields = await connection.CallAsync(
            database => database.HashGetAsync(connection.Keys.DeadLetter(id.ToString()), [.. Fields, "message"]), cancellationToken);
        return fields[0].IsNull ? null : (Read(fields), ReadMessage(fields[^1]));
    }

    public async Task<IReadOnlyList<DeadLetterCount>> CountAsync(CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(cancellationToken);
        var counts = new List<DeadLetterCount>();
        foreach (var (group, topic, reason) in await GroupsAsync(cancellationToken))
        {
            var count = await connection.CallAsync(database => database.SortedSetLengthAsync(group), cancellationToken);
            if (count > 0 && await ListAsync(group, new DeadLetterFilter(Limit: 1), cancellationToken) is [var oldest])
            {
                var age = now - oldest.DeadLetteredAt;
                counts.Add(new DeadLetterCount(topic, reason, count, age > TimeSpan.Zero ? age : TimeSpan.Zero));
            }
        }

        return counts;
    }

    public async Task RedriveFailedAsync(Guid id, DeadLetterCause cause, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is { Letter.Topic: var topic })
        {
            await connection.RunAsync(
                MessagingScripts.RedriveFailed, [connection.Keys.DeadLetters],
                [id.ToString(), UnitDeadLetter.GroupOf(topic, cause.Reason), cause.Reason.ToString(), cause.Detail], cancellationToken);
        }
    }

    public async Task<int> DiscardAsync(
        Guid? id, string? topic, string? key, string reason, string? by, CancellationToken cancellationToken)
    {
        RedisValue[] which = id is { } one ? ["id", one.ToString()] : ["of", UnitDeadLetter.HashOf(topic!, key!)];
        RedisValue[] who = by is null ? [] : [by];
        return (int)await connection.RunAsync(
            MessagingScripts.Discard, [connection.Keys.DeadLetters], [.. which, reason, .. who], cancellationToken);
    }

    /// <summary>The message of a waiting dead letter, or null.</summary>
    public static ConsumedMessage ReadMessage(RedisValue message) =>
        JsonSerializer.Deserialize(message.ToString(), UnitJson.Default.ConsumedMessage)!;

    /// <summary>The smallest sets that together contain all that the filter selects.</summary>
    async Task<IEnumerable<RedisKey>> SetsAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var keys = connection.Keys;
        if (filter.Discarded)
        {
            return [keys.DeadLetters.Append(":discarded")];
        }

        if (filter is { Topic: { } topic, Key: { } key })
        {
            return [keys.DeadLetters.Append(":of:" + UnitDeadLetter.HashOf(topic, key))];
        }

        return filter is { Topic: null, Reason: null }
            ? [keys.DeadLetters]
            : (await GroupsAsync(cancellationToken))
                .Where(group => (filter.Topic ?? group.Topic) == group.Topic && (filter.Reason ?? group.Reason) == group.Reason)
                .Select(group => group.Ids);
    }

    async Task<IEnumerable<(RedisKey Ids, string Topic, DeadLetterReason Reason)>> GroupsAsync(CancellationToken cancellationToken)
    {
        var groups = await connection.CallAsync(
            database => database.SetMembersAsync(connection.Keys.DeadLetters.Append(":groups")), cancellationToken);
        return groups.Select(group =>
        {
            // A topic's name cannot contain a colon.
            var parts = group.ToString().Split(':');
            return (connection.Keys.DeadLetters.Append(":group:" + group), parts[0], Enum.Parse<DeadLetterReason>(parts[1]));
        });
    }

    async Task<List<DeadLetter>> ListAsync(RedisKey ids, DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        var after = filter.After;
        while (letters.Count < filter.Limit)
        {
            var page = await connection.CallAsync(
                database => database.SortedSetRangeByScoreWithScoresAsync(ids, after, exclude: Exclude.Start, take: filter.Limit),
                cancellationToken);
            if (page.Length == 0)
            {
                break;
            }

            after = (long)page[^1].Score;
            var found = await connection.CallAsync(
                database => Task.WhenAll(page.Select(
                    entry => database.HashGetAsync(connection.Keys.DeadLetter(entry.Element.ToString()), Fields))),
                cancellationToken);
            // One that was redriven between the two reads is gone; one that was discarded is in another set.
            letters.AddRange(found.Where(fields => !fields[0].IsNull).Select(Read).Where(letter => IsSelected(letter, filter)));
        }

        return letters;
    }

    static bool IsSelected(DeadLetter letter, DeadLetterFilter filter) =>
        (letter.Discarded is not null) == filter.Discarded && (filter.Topic ?? letter.Topic) == letter.Topic
        && (filter.Key ?? letter.Key) == letter.Key && (filter.Reason ?? letter.Cause.Reason) == letter.Cause.Reason;

    static DeadLetter Read(RedisValue[] fields)
    {
        var head = ReadMessage(fields[0]);
        return new DeadLetter(
            head.Id, (long)fields[1], head.Topic, head.Key, head.Type, head.Source, head.Time, (int)fields[2],
            new DeadLetterCause(Enum.Parse<DeadLetterReason>(fields[3].ToString()), fields[4].ToString()), head.Partition, head.Offset,
            Time(fields[5]), (int)fields[6], (int)fields[7],
            fields[8].IsNull ? null : new DiscardedBy(Time(fields[8]), fields[9].ToString(), fields[10]));
    }

    static DateTimeOffset Time(RedisValue microseconds) =>
        DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(microseconds.ToString(), CultureInfo.InvariantCulture));
}
