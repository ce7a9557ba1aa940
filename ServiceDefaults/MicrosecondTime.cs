namespace DbPerService.ServiceDefaults;

public static class MicrosecondTime
{
    /// <summary>Now, as a database keeps it: what is answered before storing equals what is read afterwards.</summary>
    public static DateTime GetUtcMicroseconds(this TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
