namespace DbPerService.Messaging.PostgreSql;

/// <summary>
/// The time up to which no open transaction can still commit events: rows, and so their times, are older than their commits.
/// Thread-safe.
/// </summary>
sealed class FinishedTransactions
{
    readonly Lock _lock = new();
    DateTimeOffset _finished = DateTimeOffset.MinValue;
    (DateTimeOffset At, long Next)? _mark;

    /// <param name="now">A time before the snapshot was taken.</param>
    /// <param name="oldestRunning">The snapshot's xmin: every transaction below it has ended.</param>
    /// <param name="next">The snapshot's xmax: no transaction from here on had begun to write.</param>
    /// <returns>A time such that every transaction that had begun to write by then has ended.</returns>
    public DateTimeOffset Add(DateTimeOffset now, long oldestRunning, long next)
    {
        lock (_lock)
        {
            if (oldestRunning == next)
            {
                _finished = now;
                _mark = null;
            }
            else if (_mark is null || oldestRunning >= _mark.Value.Next)
            {
                _finished = _mark?.At ?? _finished;
                _mark = (now, next);
            }

            return _finished;
        }
    }
}
