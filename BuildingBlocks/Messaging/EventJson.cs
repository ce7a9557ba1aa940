using System.Text.Json;

namespace DbPerService.Messaging;

/// <summary>The JSON form of events: camelCase, unknown fields ignored, required constructor parameters demanded.</summary>
public static class EventJson
{
    /// <summary>The options both sides use.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };
}
