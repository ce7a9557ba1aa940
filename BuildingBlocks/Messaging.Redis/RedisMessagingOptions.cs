using System.ComponentModel.DataAnnotations;

namespace DbPerService.Messaging.Redis;

/// <summary>How a service's Redis database takes part in messaging. Bound from <c>Messaging:Redis</c>.</summary>
public sealed class RedisMessagingOptions
{
    /// <summary>How long confirmed events stay in the stream, for a broker that has lost its last moments. They are memory.</summary>
    /// <value>The default is 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a relay that is dead, frozen or cut off keeps its stand-by waiting.</summary>
    /// <value>The default is 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:00:10")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the cursor follows what is confirmed while events flow.</summary>
    /// <value>The default is 100 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:01:00")]
    public TimeSpan CursorInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Whether the service refuses to start on a server that answers before a write is on disk, or evicts. As a cache Redis may do so;
    /// here it is the only record of what was sold.
    /// </summary>
    /// <value>The default is true.</value>
    public bool RequireDurability { get; set; } = true;

    /// <summary>How long a dead letter's id is remembered after it was redriven.</summary>
    /// <value>The default is 14 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan RedrivenRetention { get; set; } = TimeSpan.FromDays(14);

    /// <summary>The topic that dead letters are announced on: the service's own.</summary>
    /// <value>The default is the service's name with <c>.dead-letter</c>.</value>
    public string DeadLetterTopic { get; set; } = "";

    /// <summary>The most bytes of an event that the outbox takes.</summary>
    /// <value>Always that of <c>Messaging:MaxEventBytes</c>.</value>
    public int MaxEventBytes { get; set; } = new MessagingOptions().MaxEventBytes;

    /// <summary>
    /// File of the CA certificate, as PEM, that the server's certificate is checked against where the connection string says
    /// <c>ssl=true</c>.
    /// </summary>
    /// <value>By default those that the machine trusts.</value>
    public string SslCaLocation { get; set; } = "";
}
