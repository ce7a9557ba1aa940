namespace DbPerService.Messaging.PostgreSql;

/// <summary>
/// Up to which time no transaction can still commit events that others do not see yet: their rows, and so their times, are older than
/// their commits. Thread-safe.
/// </summary>
sealed class FinishedTransactions
{
    readonly Lock _lock = new();
    DateTimeOffset _finished = DateTimeOffset.MinValue;
    (DateTimeOffset At, long Next)? _mark;

    /// <param name="now">A time at which the snapshot was not taken yet.</param>
    /// <param name="oldestRunning">The snapshot's xmin: every transaction below is finished.</param>
    /// <param name="next">The snapshot's xmax: no transaction from here on had begun to write.</param>
    /// <returns>Every transaction that had begun to write at this time is finished.</returns>
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
