using DbPerService.Databases;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.MongoDB;

/// <summary>The clock of a service's MongoDB; of a replica set, its primary's.</summary>
public sealed class MongoClock(MongoConnection connection, TimeProvider time, ILogger<MongoClock> logger) : DatabaseClock(time, logger)
{
    /// <inheritdoc />
    protected override async ValueTask<DateTimeOffset> AskAsync(CancellationToken cancellationToken)
    {
        var answer = await connection.CallAsync(
            database => database.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: cancellationToken));
        return new DateTimeOffset(answer["localTime"].ToUniversalTime());
    }
}
