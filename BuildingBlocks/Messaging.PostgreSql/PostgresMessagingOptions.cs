using System.ComponentModel.DataAnnotations;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>How a service's PostgreSQL database takes part in messaging. Bound from <c>Messaging:PostgreSql</c>.</summary>
public sealed class PostgresMessagingOptions
{
    /// <summary>The replication slot: the relay's cursor. One per service, and one name per server.</summary>
    /// <value>The default is the service's name followed by <c>_outbox</c>.</value>
    [RegularExpression("[a-z0-9_]{1,63}")]
    public string Slot { get; set; } = "";

    /// <summary>Time after which the server ends the leadership of a silent relay, one that is frozen or cut off.</summary>
    /// <value>The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:02", "00:01:00")]
    public TimeSpan LeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long outbox rows and inbox ids are kept. Must not be shorter than the retention of the topics.</summary>
    /// <value>The default is 14 days: twice Kafka's default retention of 7 days.</value>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How often partitions are created and dropped.</summary>
    /// <value>The default is 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often the cursor in the table follows the slot while events flow.</summary>
    /// <value>The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan CursorInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The topic on which dead letters are announced.</summary>
    /// <value>The default is the service's name followed by <c>.dead-letter</c>.</value>
    public string DeadLetterTopic { get; set; } = "";

    /// <summary>The size limit of an event's payload and key in bytes.</summary>
    /// <value>Always that of <c>Messaging:MaxEventBytes</c>.</value>
    public int MaxEventBytes { get; set; } = new MessagingOptions().MaxEventBytes;
}
