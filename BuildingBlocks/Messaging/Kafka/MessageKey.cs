using System.Text;

namespace DbPerService.Messaging;

/// <summary>The unique readable form of a message's key.</summary>
static class MessageKey
{
    const string Binary = "base64:";

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <returns>The text, or <c>base64:…</c> for a key that is not text or could be mistaken for that form; null for no key.</returns>
    public static string? Read(byte[]? key)
    {
        if (key is null)
        {
            return null;
        }

        try
        {
            var text = Strict.GetString(key);
            if (!text.Contains('\0') && !text.StartsWith(Binary, StringComparison.Ordinal))
            {
                return text;
            }
        }
        catch (DecoderFallbackException)
        {
            // As binary.
        }

        return Binary + Convert.ToBase64String(key);
    }
}
