using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbPerService.OrderHistory.Domain;

/// <summary>The one written form of entries and subjects: what is stored, and what digests compare.</summary>
static class HistoryDocument
{
    public static string Write(HistoryEntry entry) => JsonSerializer.Serialize(entry, HistoryJson.Default.HistoryEntry);

    public static string Write(Subject subject) => JsonSerializer.Serialize(subject, HistoryJson.Default.Subject);

    public static string Write(ViewState state) => JsonSerializer.Serialize(state, HistoryJson.Default.ViewState);

    public static HistoryEntry ReadEntry(string json) => JsonSerializer.Deserialize(json, HistoryJson.Default.HistoryEntry)!;

    public static Subject ReadSubject(string json) => JsonSerializer.Deserialize(json, HistoryJson.Default.Subject)!;

    public static ViewState ReadState(string json) => JsonSerializer.Deserialize(json, HistoryJson.Default.ViewState)!;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(HistoryEntry))]
[JsonSerializable(typeof(Subject))]
[JsonSerializable(typeof(ViewState))]
sealed partial class HistoryJson : JsonSerializerContext;
