namespace DbPerService.Consistency;

/// <summary>The headers of read-your-writes.</summary>
public static class SyncTokenHeaders
{
    /// <summary>Of a write's response: what it committed. Of a read's request: what it waits for; several are separated by commas.</summary>
    public const string Token = "Sync-Token";

    /// <summary>Of a read's response: <see cref="Applied"/> or <see cref="Pending"/>.</summary>
    public const string Status = "Sync-Status";

    /// <summary>The read shows the write.</summary>
    public const string Applied = "applied";

    /// <summary>The write had not arrived when the time was over; the read may show the state before it.</summary>
    public const string Pending = "pending";

    internal const string Prefer = "Prefer";
    internal const string PreferenceApplied = "Preference-Applied";
}
