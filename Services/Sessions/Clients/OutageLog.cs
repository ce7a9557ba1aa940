namespace DbPerService.Sessions.Clients;

/// <summary>While a service is unavailable every call to it fails: that is logged from time to time, not each time.</summary>
sealed class OutageLog(TimeProvider time)
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    long _next;

    /// <summary>Whether to log a failure that has just happened.</summary>
    public bool IsDue()
    {
        var now = time.GetTimestamp();
        var next = Volatile.Read(ref _next);
        var later = now + (long)(Interval.TotalSeconds * time.TimestampFrequency);
        return now >= next && Interlocked.CompareExchange(ref _next, later, next) == next;
    }
}
