using System.ComponentModel.DataAnnotations;

namespace DbPerService.Messaging.MongoDB;

/// <summary>How a service's MongoDB database takes part in messaging. Bound from <c>Messaging:MongoDB</c>.</summary>
public sealed class MongoMessagingOptions
{
    /// <summary>
    /// How often the relay scans for pending events that it received no signal for: those of other instances, and those that were committed
    /// while no relay ran. A slow scan is followed by a longer pause.
    /// </summary>
    /// <value>The default is 100 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:01:00")]
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often confirmed events are removed from their documents.</summary>
    /// <value>The default is 20 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan ConfirmInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a stand-by waits before it takes over from a relay that is dead, frozen or cut off.</summary>
    /// <value>The default is 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:00:10")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a dead letter is remembered after its redrive.</summary>
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
