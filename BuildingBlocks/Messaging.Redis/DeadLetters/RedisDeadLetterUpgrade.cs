using System.Text.Json;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>
/// Migrates the dead letters of earlier versions in their order; they are announced again. May run repeatedly and on several instances.
/// </summary>
static class RedisDeadLetterUpgrade
{
    const string Former = "parked";
    const string BehindAnother = "An earlier event of this key is parked.";
    const int PageSize = 100;

    public static async Task TakeOverAsync(
        RedisConnection connection, UnitScript script, RedisMessagingOptions options, CancellationToken cancellationToken)
    {
        var (ids, documents) = (connection.Keys.Of(Former), connection.Keys.Of(Former + ":documents"));
        while (await connection.CallAsync(database => database.SortedSetRangeByRankAsync(ids, 0, PageSize - 1), cancellationToken)
            is { Length: > 0 } page)
        {
            var stored = await connection.CallAsync(database => database.HashGetAsync(documents, page), cancellationToken);
            var unit = UnitMessaging.For(options);
            unit.Letters.AddRange(stored.Where(document => document.HasValue).Select(document => Letter(document, options)));
            await script.RunAsync(
                [RedisValue.EmptyString, JsonSerializer.SerializeToUtf8Bytes(unit, UnitJson.Default.UnitMessaging)], cancellationToken);
            await connection.CallAsync(database => database.HashDeleteAsync(documents, page), cancellationToken);
            await connection.CallAsync(database => database.SortedSetRemoveAsync(ids, page), cancellationToken);
        }
    }

    static UnitDeadLetter Letter(RedisValue document, RedisMessagingOptions options)
    {
        var former = JsonSerializer.Deserialize(document.ToString(), UnitJson.Default.LegacyDeadLetter)!;
        var reason = former.Reason == BehindAnother ? DeadLetterReason.BehindAnother : DeadLetterReason.Failed;
        return UnitDeadLetter.Of(former.Message, new DeadLetterCause(reason, former.Reason), options);
    }
}

/// <summary>A dead letter as earlier versions stored it.</summary>
sealed record LegacyDeadLetter(ConsumedMessage Message, string Reason);
