using System.ComponentModel.DataAnnotations;

namespace DbPerService.Messaging.Redis;

/// <summary>How a service's Redis database takes part in messaging. Bound from <c>Messaging:Redis</c>.</summary>
public sealed class RedisMessagingOptions
{
    /// <summary>How long confirmed events stay in the stream, in case the broker loses its latest records. They occupy memory.</summary>
    /// <value>The default is 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a stand-by waits before it takes over from a relay that is dead, frozen or cut off.</summary>
    /// <value>The default is 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:00:10")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the cursor is advanced while events flow.</summary>
    /// <value>The default is 100 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:01:00")]
    public TimeSpan CursorInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a dead letter's id is remembered after its redrive.</summary>
    /// <value>The default is 14 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan RedrivenRetention { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long ids of applied events are kept, for reads that wait for them.</summary>
    /// <value>The default is 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan AppliedRetention { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The topic on which dead letters are announced.</summary>
    /// <value>The default is the service's name followed by <c>.dead-letter</c>.</value>
    public string DeadLetterTopic { get; set; } = "";

    /// <summary>The size limit of an event in bytes.</summary>
    /// <value>Always that of <c>Messaging:MaxEventBytes</c>.</value>
    public int MaxEventBytes { get; set; } = new MessagingOptions().MaxEventBytes;
}
