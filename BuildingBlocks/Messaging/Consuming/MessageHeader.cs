using System.Text.Json;

namespace DbPerService.Messaging;

/// <summary>A header as it came: nothing is believed of its name or its bytes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its bytes, or null.</param>
public readonly record struct MessageHeader(string Name, byte[]? Value)
{
    /// <summary>The headers in one value, for a store.</summary>
    public static byte[] Write(IReadOnlyList<MessageHeader> headers) => JsonSerializer.SerializeToUtf8Bytes(headers, EventJson.Options);

    /// <summary>Reads what <see cref="Write"/> made.</summary>
    public static IReadOnlyList<MessageHeader> Read(ReadOnlySpan<byte> stored) =>
        JsonSerializer.Deserialize<MessageHeader[]>(stored, EventJson.Options)!;
}
