using System.Text.Json;

namespace DbPerService.Tests.Scenarios.OpenApi;

/// <summary>Compares the body of a response with its schema.</summary>
sealed class SchemaCheck(ApiDocument document)
{
    /// <summary>What the schema does not allow, each with its path.</summary>
    public IEnumerable<string> Faults(JsonElement value, JsonElement schema, string path = "the body")
    {
        var (schemas, isNullable) = document.Alternatives(schema);
        if (schemas.Any(one => ApiDocument.TypeOf(one) is null) || (isNullable && value.ValueKind == JsonValueKind.Null))
        {
            return [];
        }

        List<string> faults = [];
        foreach (var one in schemas)
        {
            faults = [.. Fits(value, one) ? Inner(value, one, path) : [$"{path} is {value.ValueKind}, not {ApiDocument.TypeOf(one)}"]];
            if (faults.Count == 0)
            {
                break;
            }
        }

        return faults;
    }

    IEnumerable<string> Inner(JsonElement value, JsonElement schema, string path) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, index) => Faults(item, schema.GetProperty("items"), $"{path}[{index}]")),
        JsonValueKind.Object => Fields(value, schema, path),
        _ => [],
    };

    IEnumerable<string> Fields(JsonElement value, JsonElement schema, string path)
    {
        var properties = ApiDocument.PropertiesOf(schema).ToDictionary(property => property.Name, property => property.Value);
        var others = schema.TryGetProperty("additionalProperties", out var additional) ? additional : default;
        foreach (var name in ApiDocument.RequiredOf(schema).Where(name => !value.TryGetProperty(name, out _)))
        {
            yield return $"{path} has no {name}";
        }

        foreach (var field in value.EnumerateObject())
        {
            var inner = properties.GetValueOrDefault(field.Name, others);
            if (inner.ValueKind == JsonValueKind.Object)
            {
                foreach (var fault in Faults(field.Value, inner, $"{path}.{field.Name}"))
                {
                    yield return fault;
                }
            }
            else if (properties.Count > 0)
            {
                yield return $"{path} has the field {field.Name}, which the document does not describe";
            }
        }
    }

    static bool Fits(JsonElement value, JsonElement schema) => ApiDocument.TypeOf(schema) switch
    {
        "enum" => schema.GetProperty("enum").EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => value.ValueKind == JsonValueKind.String && HasFormat(value, schema),
    };

    static bool HasFormat(JsonElement value, JsonElement schema) => !schema.TryGetProperty("format", out var format) || format.GetString() switch
    {
        "uuid" => value.TryGetGuid(out _),
        "date-time" => value.TryGetDateTimeOffset(out _),
        _ => true,
    };
}
