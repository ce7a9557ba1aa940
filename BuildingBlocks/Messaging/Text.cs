namespace DbPerService.Messaging;

static class Text
{
    const int MaxLength = 200;

    /// <summary>The beginning of a text that may be as long as a message, for logs and spans.</summary>
    public static string Shortened(this string? text) =>
        text is null ? "(none)" : text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "…");
}
