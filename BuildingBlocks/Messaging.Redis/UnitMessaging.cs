using System.Text.Json.Serialization;

namespace DbPerService.Messaging.Redis;

/// <summary>A unit's part beside the service's operations, as the script reads it.</summary>
sealed class UnitMessaging
{
    public List<OutboxMessage> Events { get; } = [];

    public List<UnitDeadLetter> Letters { get; } = [];

    public List<RepeatCount> Repeats { get; } = [];

    /// <summary>Ids of the dead letters that are redriven.</summary>
    public List<Guid> Taken { get; } = [];

    /// <summary>Ids of the events that the unit applies.</summary>
    public HashSet<Guid> Applied { get; } = [];

    /// <summary>For how long they are kept, in seconds.</summary>
    public required long AppliedRetention { get; init; }

    /// <summary>For how long the ids of redriven dead letters are remembered, in seconds.</summary>
    public required long RedrivenRetention { get; init; }

    /// <summary><see cref="MessagingOptions.MaxEventBytes"/>.</summary>
    public required int MaxEventBytes { get; init; }

    public static UnitMessaging For(RedisMessagingOptions options) => new()
    {
        AppliedRetention = (long)options.AppliedRetention.TotalSeconds,
        RedrivenRetention = (long)options.RedrivenRetention.TotalSeconds,
        MaxEventBytes = options.MaxEventBytes,
    };

    [JsonIgnore]
    public bool IsEmpty => Events.Count + Applied.Count + Repeats.Count == 0 && !ChangesDeadLetters;

    /// <summary>Whether dead letters are added or removed.</summary>
    [JsonIgnore]
    public bool ChangesDeadLetters => Letters.Count + Taken.Count > 0;

    public void Clear()
    {
        Events.Clear();
        Letters.Clear();
        Repeats.Clear();
        Taken.Clear();
        Applied.Clear();
    }
}

// The script treats an absent field as null; Lua's JSON has a null that is true.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UnitMessaging))]
[JsonSerializable(typeof(ConsumedMessage))]
[JsonSerializable(typeof(LegacyDeadLetter))]
sealed partial class UnitJson : JsonSerializerContext;
