using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>The clock of a service's MongoDB: of a replica set, its primary's.</summary>
public sealed class MongoClock(MongoConnection connection, TimeProvider time, ILogger<MongoClock> logger) : DatabaseClock(time, logger)
{
    volatile bool _isRead;

    /// <summary>Now by the database's clock, which is read first where it has not been.</summary>
    internal async ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        if (!_isRead)
        {
            await ReadAsync(cancellationToken);
        }

        return UtcNow;
    }

    /// <inheritdoc />
    protected override async ValueTask<DateTimeOffset> AskAsync(CancellationToken cancellationToken)
    {
        var answer = await connection.CallAsync(
            database => database.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: cancellationToken));
        _isRead = true;
        return new DateTimeOffset(answer["localTime"].ToUniversalTime());
    }
}
