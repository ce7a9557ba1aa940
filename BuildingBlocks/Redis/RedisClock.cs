using System.Globalization;
using DbPerService.Databases;
using Microsoft.Extensions.Logging;

namespace DbPerService.Redis;

/// <summary>The clock of a service's Redis.</summary>
public sealed class RedisClock(RedisConnection connection, TimeProvider time, ILogger<RedisClock> logger) : DatabaseClock(time, logger)
{
    /// <inheritdoc />
    protected override async ValueTask<DateTimeOffset> AskAsync(CancellationToken cancellationToken)
    {
        var answer = (string[]?)await connection.CallAsync(database => database.ExecuteAsync("TIME"), cancellationToken);
        return DateTimeOffset.FromUnixTimeSeconds(long.Parse(answer![0], CultureInfo.InvariantCulture))
            .AddMicroseconds(long.Parse(answer[1], CultureInfo.InvariantCulture));
    }
}
