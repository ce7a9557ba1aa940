using System.Text.Json.Nodes;

namespace DbPerService.Tests.Unit.Contracts;

/// <summary>
/// Whether two schemas are compatible: a field that is removed or changes its type breaks old readers, a new required field breaks events
/// that were written before.
/// </summary>
static class SchemaCompatibility
{
    /// <summary>What would break, one line each.</summary>
    public static List<string> Breaks(JsonNode? before, JsonNode? after, string path = "$")
    {
        var breaks = new List<string>();
        if (Types(before) is var was && Types(after) is var now && !was.SetEquals(now))
        {
            breaks.Add($"{path}: type {string.Join('|', was.Order())} became {string.Join('|', now.Order())}");
        }

        var oldFields = Fields(before);
        var newFields = Fields(after);
        foreach (var (name, schema) in oldFields)
        {
            if (newFields.TryGetValue(name, out var other))
            {
                breaks.AddRange(Breaks(schema, other, $"{path}.{name}"));
            }
            else
            {
                breaks.Add($"{path}.{name}: is gone, and old readers need it");
            }
        }

        foreach (var name in Required(after).Except(Required(before)))
        {
            breaks.Add($"{path}.{name}: is required now, and events written before lack it");
        }

        if (before?["items"] is { } items)
        {
            breaks.AddRange(Breaks(items, after?["items"], path + "[]"));
        }

        return breaks;
    }

    static HashSet<string> Types(JsonNode? schema) => schema?["type"] switch
    {
        JsonArray array => [.. array.Select(type => type!.GetValue<string>())],
        { } one => [one.GetValue<string>()],
        null => [],
    };

    static Dictionary<string, JsonNode?> Fields(JsonNode? schema) =>
        schema?["properties"] is JsonObject properties ? properties.ToDictionary(p => p.Key, p => p.Value) : [];

    static IEnumerable<string> Required(JsonNode? schema) =>
        schema?["required"] is JsonArray required ? required.Select(name => name!.GetValue<string>()) : [];
}
