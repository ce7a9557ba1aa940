namespace DbPerService.Orders.Owners;

/// <summary>The state of the fill of one copy.</summary>
/// <param name="Copy">Its name.</param>
/// <param name="IsRunning">Whether it runs, or waits for an owner that is unavailable.</param>
/// <param name="Read">How many entries the last fill has read so far.</param>
/// <param name="FinishedAt">When a fill has last come to its end.</param>
/// <param name="Failure">Why the running fill is waiting.</param>
sealed record CopyFillStatus(string Copy, bool IsRunning, long Read, DateTime? FinishedAt, string? Failure);

/// <summary>
/// Fills a copy from its owner's API, page by page, if it is empty at start or on demand. Events are applied meanwhile: versions decide
/// which of both is newer.
/// </summary>
/// <param name="copy">The copy's name.</param>
/// <param name="fill">Stores the page behind the given key and returns how many entries it had, and the key of the next page.</param>
/// <param name="isEmpty">Whether the copy is empty.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
sealed partial class CopyFill(
    string copy,
    Func<string?, CancellationToken, Task<(int Count, string? Next)>> fill,
    Func<CancellationToken, Task<bool>> isEmpty,
    TimeProvider time,
    ILogger logger)
{
    static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    readonly Lock _lock = new();
    CopyFillStatus _status = new(copy, IsRunning: false, 0, null, null);
    bool _isChecked;
    string? _after;

    public CopyFillStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _status;
            }
        }
    }

    /// <summary>Starts a fill, unless one is running.</summary>
    public CopyFillStatus Request() =>
        Change(status => status.IsRunning ? status : status with { IsRunning = true, Read = 0, Failure = null });

    public Task RunAsync(CancellationToken stoppingToken) =>
        // The owners may be starting, too.
        new PeriodicWork(Interval, time) { FirstAfter = FirstAfter, RetryInterval = RetryInterval }
            .RunAsync(WorkAsync, failure => LogWaiting(logger, copy, failure.Message), stoppingToken);

    async Task WorkAsync(CancellationToken stoppingToken)
    {
        if (!_isChecked)
        {
            if (await isEmpty(stoppingToken))
            {
                Request();
            }

            _isChecked = true;
        }

        while (Status.IsRunning)
        {
            try
            {
                await FillPageAsync(stoppingToken);
            }
            catch (Exception failure)
            {
                Change(status => status with { Failure = failure.Message });
                throw;
            }
        }
    }

    async Task FillPageAsync(CancellationToken stoppingToken)
    {
        var (count, next) = await fill(_after, stoppingToken);
        if (next is not null && next == _after)
        {
            throw new InvalidOperationException($"The page behind '{next}' names itself as the next one.");
        }

        _after = next;
        var status = Change(status => status with
        {
            Read = status.Read + count,
            Failure = null,
            IsRunning = next is not null,
            FinishedAt = next is null ? time.GetUtcNow().UtcDateTime : status.FinishedAt,
        });
        if (!status.IsRunning && status.Read > 0)
        {
            LogFilled(logger, copy, status.Read);
        }
    }

    CopyFillStatus Change(Func<CopyFillStatus, CopyFillStatus> change)
    {
        lock (_lock)
        {
            return _status = change(_status);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The copy of {Copy} cannot be filled from its owner for now; retrying: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string copy, string reason);

    [LoggerMessage(2, LogLevel.Information, "The copy of {Copy} is filled: {Count} entries read from its owner")]
    private static partial void LogFilled(ILogger logger, string copy, long count);
}
