using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Sessions.Domain;

namespace DbPerService.Sessions.Data;

/// <summary>The lines of a basket as both databases store them.</summary>
static class BasketText
{
    public static string Write(IReadOnlyList<BasketLine> lines) => JsonSerializer.Serialize(lines, SessionJson.Default.IReadOnlyListBasketLine);

    public static IReadOnlyList<BasketLine> Read(string text) => JsonSerializer.Deserialize(text, SessionJson.Default.IReadOnlyListBasketLine)!;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<BasketLine>))]
sealed partial class SessionJson : JsonSerializerContext;
