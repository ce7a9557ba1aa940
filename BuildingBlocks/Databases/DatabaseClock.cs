using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Databases;

/// <summary>
/// Reads the database's time now and then and advances it by the process's monotonic clock in between, so that it costs no round trip
/// and goes on while the database is unavailable. Exact within half a round trip.
/// </summary>
/// <param name="time">Gives the monotonic clock; its wall clock is never read.</param>
/// <param name="logger">Gets a line when the database cannot be read, not one each time.</param>
public abstract class DatabaseClock(TimeProvider time, ILogger logger) : BackgroundService, IDatabaseClock
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    // A reading that took longer may be wrong by half of it, which is more than the monotonic clock drifts until the next.
    static readonly TimeSpan LongestRoundTrip = TimeSpan.FromMilliseconds(500);

    volatile Reading? _reading;

    /// <inheritdoc />
    public DateTimeOffset UtcNow
    {
        get
        {
            var reading = _reading ?? throw new InvalidOperationException("The database's clock was not read yet.");
            var now = reading.Time + time.GetElapsedTime(reading.Timestamp);
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    /// <summary>Reads the database's time once, over a connection that is open. Called before the service starts, then every 30 seconds.</summary>
    /// <exception cref="Exception">Whatever <see cref="AskAsync"/> throws; the clock goes on from the last reading.</exception>
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

    /// <summary>Now by the database's clock, which is read first where it has not been.</summary>
    /// <exception cref="Exception">Whatever <see cref="AskAsync"/> throws.</exception>
    public async ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        if (_reading is null)
        {
            await ReadAsync(cancellationToken);
        }

        return UtcNow;
    }

    /// <summary>Asks the server for its time.</summary>
    protected abstract ValueTask<DateTimeOffset> AskAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (true)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                limit.CancelAfter(ReadTimeout);
                await ReadAsync(limit.Token);
                failing = false;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (!failing)
                {
                    logger.DatabaseClockUnread(exception.GetBaseException().Message.Split('\n')[0].Trim());
                    failing = true;
                }
            }
        }
    }

    sealed record Reading(DateTimeOffset Time, long Timestamp);
}
