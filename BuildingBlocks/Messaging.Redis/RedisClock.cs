using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging.Redis;

/// <summary>The clock of a service's Redis.</summary>
sealed class RedisClock(RedisConnection connection, TimeProvider time, ILogger<RedisClock> logger) : DatabaseClock(time, logger)
{
    volatile bool _isRead;

    /// <summary>Now by the database's clock, which is read first where it has not been.</summary>
    public async ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        if (!_isRead)
        {
            await ReadAsync(cancellationToken);
        }

        return UtcNow;
    }

    protected override async ValueTask<DateTimeOffset> AskAsync(CancellationToken cancellationToken)
    {
        var answer = (string[]?)await connection.CallAsync(database => database.ExecuteAsync("TIME"), cancellationToken);
        _isRead = true;
        return DateTimeOffset.FromUnixTimeSeconds(long.Parse(answer![0], CultureInfo.InvariantCulture))
            .AddMicroseconds(long.Parse(answer[1], CultureInfo.InvariantCulture));
    }
}
