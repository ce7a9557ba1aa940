using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DbPerService.Tests.Scenarios.OpenApi;

/// <summary>Which of the values that a schema allows.</summary>
enum Draw
{
    /// <summary>Usual values of the required fields only.</summary>
    Required,

    /// <summary>Usual values of all fields.</summary>
    Whole,

    /// <summary>Anything: services refuse what is unusual, but not by failing.</summary>
    Any,
}

/// <summary>Draws values that a schema allows, and bodies that it does not.</summary>
sealed class SchemaValues(ApiDocument document, Random random)
{
    const string Usual = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const string Unusual = Usual + " -_.,:;'\"/\\%+&?#<>{}[]äßé漢";
    const int MaxLength = 20;

    // A schema cannot say what these are.
    readonly Dictionary<string, Func<string>> _meanings = new()
    {
        ["currency"] = () => random.Next(2) == 0 ? "USD" : "EUR",
        ["paymentToken"] = () => random.Next(2) == 0 ? "tok_visa" : "tok_chargeDeclined",
        ["email"] = () => $"{random.NextInt64()}@example.org",
    };

    public bool OneIn(int count) => random.Next(count) == 0;

    public T OneOf<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    /// <summary>A value for a body.</summary>
    public JsonNode? Next(JsonElement schema, Draw draw, string name = "")
    {
        var (schemas, isNullable) = document.Alternatives(schema);
        if (isNullable && draw == Draw.Any && OneIn(4))
        {
            return null;
        }

        schema = OneOf(schemas);
        return ApiDocument.TypeOf(schema) switch
        {
            "enum" => JsonNode.Parse(OneOf([.. schema.GetProperty("enum").EnumerateArray().Where(Exists)]).GetRawText()),
            "object" => Object(schema, draw),
            "array" => new JsonArray([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Next(schema.GetProperty("items"), draw))]),
            "boolean" => OneIn(2),
            "integer" => Integer(schema, draw),
            "number" => Number(draw),
            "string" => Text(schema, draw, name),
            _ => new JsonObject(),
        };
    }

    /// <summary>A value for a path, a query or a header.</summary>
    public string NextText(JsonElement schema, Draw draw, string name) => Next(schema, draw, name) switch
    {
        null => "null",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        var value => value.ToJsonString(),
    };

    /// <summary>Bodies that lack a required field, or in which one has a wrong type; each with a description.</summary>
    public IEnumerable<(JsonNode? Body, string Fault)> Faults(JsonElement schema)
    {
        yield return (JsonValue.Create(1), "a number as body");
        foreach (var (path, property, required) in Fields(schema, []))
        {
            var name = string.Join('.', path);
            if (required)
            {
                yield return (Changed(schema, path, (parent, field) => parent.Remove(field)), $"no {name}");
            }

            if (WrongType(property) is { } wrong)
            {
                yield return (Changed(schema, path, (parent, field) => parent[field] = wrong), $"{wrong.ToJsonString()} as {name}");
            }
        }
    }

    /// <summary>A value whose type is another one; null if the schema allows all.</summary>
    public JsonNode? WrongType(JsonElement schema)
    {
        List<string?> types = [.. document.Alternatives(schema).Schemas.Select(ApiDocument.TypeOf)];
        return types.Contains(null) ? null : types.Contains("object") ? JsonValue.Create("text") : new JsonObject();
    }

    IEnumerable<(IReadOnlyList<string> Path, JsonElement Schema, bool IsRequired)> Fields(JsonElement schema, IReadOnlyList<string> path)
    {
        schema = document.Alternatives(schema).Schemas[0];
        var required = ApiDocument.RequiredOf(schema);
        foreach (var property in ApiDocument.PropertiesOf(schema))
        {
            IReadOnlyList<string> inner = [.. path, property.Name];
            yield return (inner, property.Value, required.Contains(property.Name));
            var value = document.Alternatives(property.Value).Schemas[0];
            foreach (var field in Fields(ApiDocument.TypeOf(value) == "array" ? value.GetProperty("items") : value, inner))
            {
                yield return field;
            }
        }
    }

    /// <summary>A body in which one field is changed; of an array the first element's.</summary>
    JsonNode? Changed(JsonElement schema, IReadOnlyList<string> path, Action<JsonObject, string> change)
    {
        var body = Next(schema, Draw.Whole);
        var parent = body!;
        foreach (var name in path.SkipLast(1))
        {
            parent = parent[name] is JsonArray array ? array[0]! : parent[name]!;
        }

        change(parent.AsObject(), path[^1]);
        return body;
    }

    JsonObject Object(JsonElement schema, Draw draw)
    {
        var required = ApiDocument.RequiredOf(schema);
        return new(ApiDocument.PropertiesOf(schema)
            .Where(property => required.Contains(property.Name) || draw == Draw.Whole || (draw == Draw.Any && OneIn(2)))
            .Select(property => KeyValuePair.Create(property.Name, Next(property.Value, draw, property.Name))));
    }

    JsonValue Integer(JsonElement schema, Draw draw)
    {
        var least = draw == Draw.Any && OneIn(5) ? int.MinValue : 1;
        var most = draw == Draw.Any && OneIn(5) ? int.MaxValue : MaxLength;
        var (min, max) = ((long)(Bound(schema, "minimum") ?? least), (long)(Bound(schema, "maximum") ?? most));
        return JsonValue.Create(OneIn(5) ? min : OneIn(5) ? max : random.NextInt64(min, max));
    }

    JsonValue Number(Draw draw) => JsonValue.Create((draw == Draw.Any ? random.Next(10) : -1) switch
    {
        0 => 0m,
        1 => -1.5m,
        2 => decimal.MaxValue,
        3 => 0.000_000_1m,
        _ => random.Next(1, 100_000) / 100m,
    });

    string Text(JsonElement schema, Draw draw, string name)
    {
        if (_meanings.TryGetValue(name, out var meaning) && (draw != Draw.Any || OneIn(2)))
        {
            return meaning();
        }

        return (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            null => Text((int?)Bound(schema, "minLength") ?? 1, (int?)Bound(schema, "maxLength") ?? MaxLength, draw),
            "uuid" => Uuid().ToString(),
            "date-time" => Time().ToString("O", CultureInfo.InvariantCulture),
            "date" => Time().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var other => throw new NotSupportedException($"This test knows no values of the format {other}."),
        };
    }

    string Text(int min, int max, Draw draw)
    {
        var letters = draw == Draw.Any && OneIn(3) ? Unusual : Usual;
        var length = random.Next(min, Math.Max(min, Math.Min(max, MaxLength)) + 1);
        // The first letter is a usual one: clients resolve a segment of dots in a path.
        return string.Create(length, letters, (text, from) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = from[random.Next(i == 0 ? Usual.Length : from.Length)];
            }
        });
    }

    Guid Uuid()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    DateTime Time() => new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(100_000_000));

    static bool Exists(JsonElement value) => value.ValueKind != JsonValueKind.Null;

    static decimal? Bound(JsonElement schema, string name) => schema.TryGetProperty(name, out var value) ? value.GetDecimal() : null;
}
