namespace DbPerService.ServiceDefaults;

/// <summary>Times with the precision of a database.</summary>
public static class MicrosecondTime
{
    /// <summary>The current time with a database's precision, so that a response before storing equals what is read afterwards.</summary>
    public static DateTime GetUtcMicroseconds(this TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
