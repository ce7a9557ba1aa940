using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbPerService.Consistency;

/// <summary>The text form of a token: the events as JSON and an HMAC-SHA256 of it, each in base64url, separated by a full stop.</summary>
sealed class SyncToken(byte[] key)
{
    /// <summary>A token of a write with more events names the last ones.</summary>
    public const int MaxEvents = 20;

    /// <summary>Longer than any token that is written, and short enough for a header.</summary>
    public const int MaxLength = 6000;

    const int MaxPayload = 4000;

    public string Write(IReadOnlyList<CommittedEvent> events)
    {
        var named = events.Skip(Math.Max(0, events.Count - MaxEvents)).ToList();
        byte[] payload;
        while ((payload = JsonSerializer.SerializeToUtf8Bytes(named, SyncTokenJson.Default.ListCommittedEvent)).Length > MaxPayload)
        {
            named.RemoveAt(0);
        }

        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, payload))}";
    }

    /// <returns>The events, or null if the text is not a token, is too long, or is signed with another key.</returns>
    public IReadOnlyList<CommittedEvent>? Read(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var encoded, var signature]
            || !Base64Url.IsValid(encoded) || !Base64Url.IsValid(signature))
        {
            return null;
        }

        var payload = Base64Url.DecodeFromChars(encoded);
        return CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(signature), HMACSHA256.HashData(key, payload))
            ? JsonSerializer.Deserialize(payload, SyncTokenJson.Default.ListCommittedEvent)
            : null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<CommittedEvent>))]
sealed partial class SyncTokenJson : JsonSerializerContext;
