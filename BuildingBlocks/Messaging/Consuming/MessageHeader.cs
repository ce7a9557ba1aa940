using System.Text.Json;

namespace DbPerService.Messaging;

/// <summary>A header as received; neither its name nor its bytes are validated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its bytes, or null.</param>
public readonly record struct MessageHeader(string Name, byte[]? Value)
{
    /// <summary>Serializes headers into one value, for a store.</summary>
    public static byte[] Write(IReadOnlyList<MessageHeader> headers) => JsonSerializer.SerializeToUtf8Bytes(headers, EventJson.Options);

    /// <summary>Reads what <see cref="Write"/> returned.</summary>
    public static IReadOnlyList<MessageHeader> Read(ReadOnlySpan<byte> stored) =>
        JsonSerializer.Deserialize<MessageHeader[]>(stored, EventJson.Options)!;
}
