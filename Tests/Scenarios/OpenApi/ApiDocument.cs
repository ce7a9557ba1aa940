using System.Text.Json;

namespace DbPerService.Tests.Scenarios.OpenApi;

/// <summary>An OpenAPI 3.1 document.</summary>
sealed class ApiDocument(JsonElement root)
{
    static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head"];

    /// <summary>Its operations in an order in which later ones find what earlier ones have made.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. root.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()
                .Where(entry => Methods.Contains(entry.Name))
                .Select(entry => ApiOperation.From(entry.Name.ToUpperInvariant(), path.Name, entry.Value)))
            .OrderBy(operation => operation.Method == "DELETE")
            .ThenBy(operation => operation.Path.Length)
            .ThenBy(operation => operation.Method == "GET"),
    ];

    /// <summary>The schema itself, if it is a reference to one.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(root, (element, name) => element.GetProperty(name));
        }

        return schema;
    }

    /// <summary>The schemas of which one has to match: those of <c>oneOf</c>, <c>anyOf</c>, or itself; and whether null does too.</summary>
    public (IReadOnlyList<JsonElement> Schemas, bool IsNullable) Alternatives(JsonElement schema)
    {
        schema = Resolve(schema);
        if (!schema.TryGetProperty("oneOf", out var schemas) && !schema.TryGetProperty("anyOf", out schemas))
        {
            return ([schema], TypesOf(schema).Contains("null"));
        }

        List<JsonElement> all = [.. schemas.EnumerateArray().Select(Resolve)];
        return ([.. all.Where(one => TypesOf(one) is not ["null"])], all.Any(one => TypesOf(one).Contains("null")));
    }

    /// <summary>The type, null if the schema allows anything.</summary>
    public static string? TypeOf(JsonElement schema) =>
        schema.TryGetProperty("enum", out _) ? "enum" : TypesOf(schema).FirstOrDefault(type => type != "null");

    public static IReadOnlyList<string> RequiredOf(JsonElement schema) =>
        schema.TryGetProperty("required", out var required) ? [.. required.EnumerateArray().Select(name => name.GetString()!)] : [];

    public static IEnumerable<JsonProperty> PropertiesOf(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : [];

    static List<string> TypesOf(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)]
        : [type.GetString()!];
}
