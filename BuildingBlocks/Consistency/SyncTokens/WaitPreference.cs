using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace DbPerService.Consistency;

/// <summary>The preference <c>wait</c> of the header <c>Prefer</c> (RFC 7240, section 4.3).</summary>
public static class WaitPreference
{
    /// <param name="prefer">The header's values.</param>
    /// <param name="most">The longest wait, in seconds.</param>
    /// <returns>The first valid preference in seconds, at most <paramref name="most"/>; null without one: a server ignores what it cannot read.</returns>
    public static int? Read(StringValues prefer, int most)
    {
        foreach (var header in prefer)
        {
            foreach (var preference in (header ?? "").Split(','))
            {
                // Parameters follow a semicolon; none is defined for this preference.
                if (preference.Split(';')[0].Split('=') is [var name, var value]
                    && name.Trim().Equals("wait", StringComparison.OrdinalIgnoreCase)
                    && Seconds(value.Trim(), most) is { } seconds)
                {
                    return seconds;
                }
            }
        }

        return null;
    }

    static int? Seconds(string value, int most)
    {
        var digits = value is ['"', .. var quoted, '"'] ? quoted : value;
        return digits.Length > 0 && digits.All(char.IsAsciiDigit)
            ? int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Math.Min(seconds, most) : most
            : null;
    }
}
