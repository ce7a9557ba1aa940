using System.Globalization;
using DbPerService.Replay.Chaos;
using StackExchange.Redis;

namespace DbPerService.Replay.Checks.Records;

/// <summary>Reads the outbox stream, which keeps its entries for a retention time. There is no inbox.</summary>
static class RedisRecords
{
    public const string Kind = "redis";

    const int PageSize = 1_000;

    public static async Task<ServiceRecord> ReadAsync(AdministeredDatabase database, Guid since, CancellationToken cancellation)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{database.Port},user={database.Login},password={database.Password}");
        var published = new List<PublishedEvent>();
        for (RedisValue from = "-"; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await redis.GetDatabase().StreamRangeAsync($"{{{database.Service}}}:outbox", from, "+", PageSize);
            foreach (var entry in page)
            {
                published.Add(ReadEvent(entry, published.Count));
            }

            if (page.Length < PageSize)
            {
                // No event of the run has a smaller id than the run's first order.
                return new ServiceRecord([.. published.Where(x => x.Id.CompareTo(since) >= 0)]);
            }

            from = "(" + page[^1].Id;
        }
    }

    static PublishedEvent ReadEvent(StreamEntry entry, int position) => new(
        Guid.Parse(entry["id"].ToString(), CultureInfo.InvariantCulture),
        entry["topic"].ToString(),
        entry["key"].ToString(),
        entry["type"].ToString(),
        position,
        DateTime.UnixEpoch.AddMicroseconds(long.Parse(entry["at"].ToString(), CultureInfo.InvariantCulture)));
}

static partial class RecordReaders
{
    static partial void AddRedis(Dictionary<string, RecordReader> readers) => readers.Add(RedisRecords.Kind, RedisRecords.ReadAsync);
}
