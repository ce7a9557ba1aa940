using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Databases;

/// <summary>
/// Reads the database's time from time to time and advances it by the process's monotonic clock in between, so that using it costs no
/// round trip and it keeps running while the database is unavailable. Exact within half a round trip.
/// </summary>
/// <param name="time">The monotonic clock; its wall clock is never read.</param>
/// <param name="logger">Logs once when the database becomes unreadable, not every time.</param>
public abstract class DatabaseClock(TimeProvider time, ILogger logger) : BackgroundService, IDatabaseClock
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    // A reading that took longer may be wrong by half of it, which is more than the monotonic clock drifts until the next one.
    static readonly TimeSpan LongestRoundTrip = TimeSpan.FromMilliseconds(500);

    volatile Reading? _reading;

    /// <inheritdoc />
    public DateTimeOffset UtcNow
    {
        get
        {
            var reading = _reading ?? throw new InvalidOperationException("The database's clock has not been read yet.");
            var now = reading.Time + time.GetElapsedTime(reading.Timestamp);
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    /// <summary>Reads the database's time once. Called before the service starts, then every 30 seconds.</summary>
    /// <exception cref="Exception">Any exception of <see cref="AskAsync"/>; the clock continues from the last reading.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        var answer = await AskAsync(cancellationToken);
        var received = time.GetTimestamp();
        var roundTrip = time.GetElapsedTime(sent, received);
        if (_reading is null || roundTrip <= LongestRoundTrip)
        {
            _reading = new(answer.ToUniversalTime() + (roundTrip / 2), received);
        }
    }

    /// <summary>The current time by the database's clock, which is read first if it has not been yet.</summary>
    /// <exception cref="Exception">Any exception of <see cref="AskAsync"/>.</exception>
    public async ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        if (_reading is null)
        {
            await ReadAsync(cancellationToken);
        }

        return UtcNow;
    }

    /// <summary>Reads the server's time.</summary>
    protected abstract ValueTask<DateTimeOffset> AskAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new PeriodicWork(Interval, time) { FirstAfter = Interval }.RunAsync(
        async cancellationToken =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(ReadTimeout);
            await ReadAsync(limit.Token);
        },
        failure => logger.DatabaseClockUnread(failure.GetBaseException().Message.Split('\n')[0].Trim()),
        stoppingToken);

    sealed record Reading(DateTimeOffset Time, long Timestamp);
}
