using System.Globalization;

namespace DbPerService.Consistency;

/// <summary>One entry of a copy or of its owner.</summary>
/// <param name="Key">The key of the owner's aggregate.</param>
/// <param name="Version">The owner's version.</param>
/// <param name="Content">The public fields by name. A copy has those that it keeps.</param>
public sealed record CopyItem(string Key, long Version, IReadOnlyDictionary<string, string?> Content)
{
    /// <summary>An entry with these fields.</summary>
    public static CopyItem Of(string key, long version, params ReadOnlySpan<(string Name, string? Value)> content)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in content)
        {
            fields.Add(name, value);
        }

        return new(key, version, fields);
    }

    /// <summary>The form of an amount in a field: the same for 14 and 14.00.</summary>
    public static string Text(decimal amount) => amount.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>The form of a flag in a field.</summary>
    public static string Text(bool flag) => flag ? "true" : "false";
}

/// <summary>The keys after one key up to another.</summary>
/// <param name="After">All keys of the range are greater; the empty text is before every key.</param>
/// <param name="To">The last key; null if the range has no end.</param>
public sealed record KeyRange(string After, string? To)
{
    /// <summary>Every key.</summary>
    public static KeyRange All { get; } = new("", null);
}
