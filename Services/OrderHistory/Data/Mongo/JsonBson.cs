using System.Globalization;
using System.Text;
using System.Text.Json;
using MongoDB.Bson;

namespace DbPerService.OrderHistory.Data.Mongo;

/// <summary>
/// JSON to BSON and back without loss: the driver's own conversion makes binary fractions of decimals.
/// </summary>
static class JsonBson
{
    public static BsonDocument Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Object(document.RootElement);
    }

    public static string Write(BsonValue value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    static BsonDocument Object(JsonElement element) =>
        [.. element.EnumerateObject().Select(property => new BsonElement(property.Name, Value(property.Value)))];

    static BsonValue Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Object(element),
        JsonValueKind.Array => new BsonArray(element.EnumerateArray().Select(Value)),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when long.TryParse(element.GetRawText(), CultureInfo.InvariantCulture, out var whole) => whole,
        JsonValueKind.Number => new BsonDecimal128(element.GetDecimal()),
        _ => BsonNull.Value,
    };

    static void Write(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value)
        {
            case BsonDocument document:
                writer.WriteStartObject();
                foreach (var element in document)
                {
                    writer.WritePropertyName(element.Name);
                    Write(writer, element.Value);
                }

                writer.WriteEndObject();
                break;
            case BsonArray array:
                writer.WriteStartArray();
                foreach (var item in array)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case BsonString text:
                writer.WriteStringValue(text.Value);
                break;
            case BsonBoolean boolean:
                writer.WriteBooleanValue(boolean.Value);
                break;
            case BsonInt32 number:
                writer.WriteNumberValue(number.Value);
                break;
            case BsonInt64 number:
                writer.WriteNumberValue(number.Value);
                break;
            case BsonDecimal128 number:
                writer.WriteNumberValue(number.AsDecimal);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
