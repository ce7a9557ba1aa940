using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbPerService.Messaging.Redis;

/// <summary>A message that becomes a dead letter with the commit, as unit.lua reads it.</summary>
sealed class UnitDeadLetter(ConsumedMessage message, DeadLetterCause cause, OutboxMessage announcement)
{
    public string Id { get; } = message.Id.ToString();

    /// <summary>The hash of topic and key; absent without a key.</summary>
    [JsonPropertyName("of")]
    public string? KeyHash { get; } = message.Key is null ? null : HashOf(message.Topic, message.Key);

    public string Group { get; } = GroupOf(message.Topic, cause.Reason);

    /// <summary>How often the same content was repeated in this unit.</summary>
    public int Repeats { get; set; }

    public OutboxMessage Announcement => announcement;

    /// <summary>Names and values, alternating.</summary>
    public IReadOnlyList<string> Fields { get; } =
    [
        "type", message.Type, "hash", Hash(message.Payload), "size", message.Payload.Length.ToString(CultureInfo.InvariantCulture),
        "reason", cause.Reason.ToString(), "detail", cause.Detail,
        "head", JsonSerializer.Serialize(message with { Payload = [], Headers = [] }, UnitJson.Default.ConsumedMessage),
        "message", JsonSerializer.Serialize(message, UnitJson.Default.ConsumedMessage),
    ];

    [JsonIgnore]
    public RedisNewestDeadLetter Content => new(Id, message.Type, Fields[3], this);

    public static UnitDeadLetter Of(ConsumedMessage message, DeadLetterCause cause, RedisMessagingOptions options) =>
        new(message, cause, DeadLetterAnnouncement.For(message, options.DeadLetterTopic, cause));

    /// <summary>The dead letters of a topic and reason have a list of their own.</summary>
    public static string GroupOf(string topic, DeadLetterReason reason) => $"{topic}:{reason}";

    public static string HashOf(string topic, string key) => Hash(Encoding.UTF8.GetBytes($"{topic}\0{key}"));

    static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>The dead letter ahead of the next event of its key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its event type.</param>
/// <param name="PayloadHash">The hash of its payload.</param>
/// <param name="Pending">The one of this unit; null for a stored one.</param>
readonly record struct RedisNewestDeadLetter(string Id, string Type, string PayloadHash, UnitDeadLetter? Pending)
{
    public bool HasContentOf(RedisNewestDeadLetter other) => (Type, PayloadHash) == (other.Type, other.PayloadHash);
}

/// <summary>How often the content of a stored dead letter was repeated.</summary>
sealed record RepeatCount(string Id, int Count);
