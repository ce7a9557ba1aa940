using System.Text.Json;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// The fields of one JSON object of a request. Reading a missing or invalid field adds an error under its path, as in
/// <c>lines[0].quantity</c>, and returns a value that must not be used.
/// </summary>
public sealed class JsonFields
{
    // Enough for every number that a decimal can hold; a longer one would be rounded silently.
    const int MaxNumberLength = 30;

    readonly string _path;
    readonly FieldErrors _errors;
    readonly string[] _names;
    readonly JsonElement[] _values;

    /// <param name="element">The JSON object.</param>
    /// <param name="path">Its path; empty for the body itself.</param>
    /// <param name="errors">Collects the errors.</param>
    /// <param name="names">All known fields: any other is an error, and so is one given twice.</param>
    public JsonFields(JsonElement element, string path, FieldErrors errors, params string[] names)
    {
        (_path, _errors, _names, _values) = (path, errors, names, new JsonElement[names.Length]);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Readable = false;
            errors.Add(path.Length > 0 ? path : "body", "Must be an object.");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (Read(() => property.Name) is not { } name)
            {
                errors.Add(path.Length > 0 ? path : "body", "Has a field whose name is not valid Unicode text.");
                continue;
            }

            var index = Array.IndexOf(names, name);
            if (index < 0)
            {
                errors.Add(PathOf(name), "Is not a known field.");
            }
            else if (_values[index].ValueKind != JsonValueKind.Undefined)
            {
                errors.Add(PathOf(name), "Is given more than once.");
            }
            else
            {
                _values[index] = property.Value;
            }
        }
    }

    bool Readable { get; } = true;

    /// <summary>The path of a field, as errors name it.</summary>
    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    /// <summary>Whether an optional field is given: it is there and not null.</summary>
    public bool Has(string name) => _values[Array.IndexOf(_names, name)].ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>
    /// An id that the caller may bring, null if it does not: a text that can be a segment of a path; empty if there is an error.
    /// </summary>
    public string? OptionalId(string name, int maxLength)
    {
        if (!Has(name))
        {
            return null;
        }

        var id = Text(name, maxLength);
        // Clients and servers resolve . and .. in a path, and do not agree on what an escaped slash is.
        if (id.Contains('/', StringComparison.Ordinal) || id is "." or "..")
        {
            _errors.Add(PathOf(name), "Must not be . or .. or contain a slash.");
        }

        return id;
    }

    /// <summary>A text that is not empty; empty if there is an error.</summary>
    public string Text(string name, int maxLength)
    {
        if (Find(name, JsonValueKind.String, "Must be a string.") is { } value)
        {
            if (Read(value.GetString) is not { } text)
            {
                _errors.Add(PathOf(name), "Is not valid Unicode text.");
            }
            else if (TextRules.Fault(text, maxLength) is { } fault)
            {
                _errors.Add(PathOf(name), fault);
            }
            else
            {
                return text;
            }
        }

        return "";
    }

    /// <summary>A whole number within the bounds, which are included; not to be used if there is an error.</summary>
    public int WholeNumber(string name, int min, int max)
    {
        if (Find(name, JsonValueKind.Number, "Must be a number.") is { } value)
        {
            if (value.TryGetInt32(out var number) && number >= min && number <= max)
            {
                return number;
            }

            _errors.Add(PathOf(name), $"Must be a whole number from {min} to {max}.");
        }

        return min;
    }

    /// <summary>True or false, and false if there is an error.</summary>
    public bool Flag(string name)
    {
        if (_values[Array.IndexOf(_names, name)].ValueKind == JsonValueKind.True)
        {
            return true;
        }

        Find(name, JsonValueKind.False, "Must be true or false.");
        return false;
    }

    /// <summary>An amount greater than zero; null if there is an error.</summary>
    public decimal? Amount(string name, decimal max)
    {
        if (Find(name, JsonValueKind.Number, "Must be a number.") is { } value)
        {
            if (value.GetRawText().Length <= MaxNumberLength && value.TryGetDecimal(out var number) && number > 0 && number <= max)
            {
                return number;
            }

            _errors.Add(PathOf(name), $"Must be greater than 0 and at most {max}.");
        }

        return null;
    }

    /// <summary>The elements of an array with their paths; none if there is an error in the array itself.</summary>
    public IReadOnlyList<(JsonElement Element, string Path)> List(string name, int min, int max)
    {
        if (Find(name, JsonValueKind.Array, "Must be an array.") is not { } value)
        {
            return [];
        }

        var count = value.GetArrayLength();
        if (count < min || count > max)
        {
            _errors.Add(PathOf(name), $"Must have {min} to {max} elements; has {count}.");
            return [];
        }

        var path = PathOf(name);
        return [.. value.EnumerateArray().Select((element, index) => (element, $"{path}[{index}]"))];
    }

    JsonElement? Find(string name, JsonValueKind kind, string error)
    {
        var value = _values[Array.IndexOf(_names, name)];
        if (value.ValueKind == kind)
        {
            return value;
        }

        if (Readable)
        {
            _errors.Add(PathOf(name), value.ValueKind == JsonValueKind.Undefined ? "Is required." : error);
        }

        return null;
    }

    // Lone surrogates in escapes and invalid UTF-8 are only detected when a text is unescaped.
    static string? Read(Func<string?> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
