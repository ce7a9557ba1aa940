using System.Security.Cryptography;
using System.Text;

namespace DbPerService.Messaging;

/// <summary>
/// The form of a dead letter that every store accepts, for one whose whole message it refuses permanently: no content, and short plain
/// texts. A dead letter that cannot be stored would block the service forever.
/// </summary>
static class MinimalMessage
{
    const int MaxTextLength = 256;

    public static ConsumedMessage Of(ConsumedMessage message) => message with
    {
        Key = message.Key is null ? null : Plain(message.Key),
        Type = Plain(message.Type),
        Source = Plain(message.Source),
        Payload = [],
        Headers = [],
        TraceParent = null,
        TraceState = null,
    };

    public static DeadLetterCause Cause(DeadLetterCause cause, ConsumedMessage message) => new(
        cause.Reason,
        $"The database refused the whole message, so its {message.Payload.Length} bytes are not kept; their SHA-256 is " +
        $"{Convert.ToHexStringLower(SHA256.HashData(message.Payload))}.");

    static string Plain(string text) =>
        text.Length <= MaxTextLength && text.All(c => c is > ' ' and < '\x7F')
            ? text
            : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
