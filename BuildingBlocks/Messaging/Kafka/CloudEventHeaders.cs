using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>
/// CloudEvents 1.0 in Kafka's binary content mode: attributes as <c>ce_</c> headers, data in the value.
/// Trace context travels in the W3C headers <c>traceparent</c> and <c>tracestate</c>.
/// </summary>
static class CloudEventHeaders
{
    static readonly byte[] SpecVersion = "1.0"u8.ToArray();
    static readonly byte[] Json = "application/json"u8.ToArray();

    public static Headers For(OutboxEvent e, byte[] source)
    {
        var headers = new Headers
        {
            { "ce_specversion", SpecVersion },
            { "ce_id", Encoding.ASCII.GetBytes(e.Id.ToString()) },
            { "ce_type", Encoding.UTF8.GetBytes(e.Type) },
            { "ce_source", source },
            { "ce_time", Encoding.ASCII.GetBytes(e.CommittedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)) },
            { "ce_subject", Encoding.UTF8.GetBytes(e.Key) },
            { "content-type", Json },
        };
        if (e.TraceParent is not null)
        {
            headers.Add("traceparent", Encoding.ASCII.GetBytes(e.TraceParent));
        }

        if (e.TraceState is not null)
        {
            headers.Add("tracestate", Encoding.ASCII.GetBytes(e.TraceState));
        }

        return headers;
    }

    /// <summary>Reads what is there. What is missing or cannot be read is left empty for the consumer to judge.</summary>
    public static ConsumedMessage Read(ConsumeResult<byte[], byte[]> result)
    {
        string? id = null, type = null, source = null, subject = null, time = null, traceParent = null, traceState = null;
        foreach (var header in result.Message.Headers)
        {
            switch (header.Key)
            {
                case "ce_id": id = Text(header); break;
                case "ce_type": type = Text(header); break;
                case "ce_source": source = Text(header); break;
                case "ce_subject": subject = Text(header); break;
                case "ce_time": time = Text(header); break;
                case "traceparent": traceParent = Text(header); break;
                case "tracestate": traceState = Text(header); break;
            }
        }

        var key = result.Message.Key is { } bytes ? Encoding.UTF8.GetString(bytes) : subject ?? "";
        return new ConsumedMessage(
            result.Topic, result.Partition.Value, result.Offset.Value, Storable(key),
            Guid.TryParse(id, out var guid) ? guid : IdOf(result),
            Storable(type ?? ""), Storable(source?.TrimStart('/') ?? ""),
            DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? at.ToUniversalTime()
                : new DateTimeOffset(result.Message.Timestamp.UtcDateTime, TimeSpan.Zero),
            result.Message.Value ?? [], traceParent, traceState);
    }

    static string? Text(IHeader header) => header.GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    // PostgreSQL's text cannot hold U+0000, and a poison message must still be storable.
    static string Storable(string text) => text.Replace('\0', '\uFFFD');

    /// <summary>A message without a readable id still needs one that every delivery shares.</summary>
    static Guid IdOf(ConsumeResult<byte[], byte[]> result) => new(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{result.Topic}/{result.Partition.Value}/{result.Offset.Value}/{result.Message.Timestamp.UnixTimestampMs}"))).AsSpan(0, 16));
}
