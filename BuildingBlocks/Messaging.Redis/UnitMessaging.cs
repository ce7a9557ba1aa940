using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbPerService.Messaging.Redis;

/// <summary>What a unit does besides the service's operations, as the script reads it.</summary>
sealed class UnitMessaging
{
    public List<OutgoingEvent> Events { get; } = [];

    public List<ParkedLetter> Park { get; } = [];

    public List<UnparkedLetter> Unpark { get; } = [];

    [JsonIgnore]
    public bool IsEmpty => Events.Count == 0 && Park.Count == 0 && Unpark.Count == 0;

    public void Clear()
    {
        Events.Clear();
        Park.Clear();
        Unpark.Clear();
    }
}

sealed record ParkedLetter(string Id, string Of, string Document, OutgoingEvent Announcement);

sealed record UnparkedLetter(string Id, string Of);

/// <summary>A parked event as it is kept.</summary>
sealed record ParkedDocument(ConsumedMessage Message, string Reason, DateTimeOffset ParkedAt)
{
    public string Write() => JsonSerializer.Serialize(this, UnitJson.Default.ParkedDocument);

    public static ParkedDocument Read(string? json) =>
        json is null
            ? throw new InvalidOperationException("A parked event's document is missing.")
            : JsonSerializer.Deserialize(json, UnitJson.Default.ParkedDocument)!;
}

// The script takes an absent field for null; Lua's JSON has a null that is true.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UnitMessaging))]
[JsonSerializable(typeof(ParkedDocument))]
sealed partial class UnitJson : JsonSerializerContext;
