namespace DbPerService.ServiceDefaults;

static class TextRules
{
    /// <summary>
    /// The error of a text, or null. Control characters are refused because no id needs them and PostgreSQL cannot store U+0000.
    /// </summary>
    public static string? Fault(string value, int maxLength) =>
        string.IsNullOrWhiteSpace(value) ? "Must not be empty."
        : value.Length > maxLength ? $"Must have at most {maxLength} characters."
        : value.Any(char.IsControl) ? "Must not contain control characters."
        : HasLoneSurrogate(value) ? "Is not valid Unicode text."
        : null;

    static bool HasLoneSurrogate(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && !(i + 1 < value.Length && char.IsSurrogatePair(value[i], value[++i])))
            {
                return true;
            }
        }

        return false;
    }
}
