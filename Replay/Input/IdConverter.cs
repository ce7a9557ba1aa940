using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbPerService.Replay.Input;

/// <summary>Ids are strings in the system; the files write ids made of digits as numbers.</summary>
sealed class IdConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => throw new JsonException("an id must be a number or a string")
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (value.All(char.IsAsciiDigit) && value.Length is > 0 and < 18 && (value[0] != '0' || value.Length == 1))
        {
            writer.WriteRawValue(value);
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }
}
