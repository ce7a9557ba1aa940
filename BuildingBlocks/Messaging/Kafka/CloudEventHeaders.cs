using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>
/// CloudEvents 1.0 in the binary content mode of its
/// <see href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka protocol binding</see>:
/// attributes as <c>ce_</c> headers, data in the value. Trace context is in the W3C headers <c>traceparent</c> and <c>tracestate</c>.
/// </summary>
static class CloudEventHeaders
{
    // No name of ours is nearly as long; a longer one is hostile, and would be kept in metrics, logs and indexes.
    const int MaxNameLength = 256;
    const int MaxTraceStateLength = 512;
    const int MaxIdLength = 64;
    const int TraceParentLength = 55;

    static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;
    static readonly TimeSpan ClockDifference = TimeSpan.FromDays(1);

    static readonly byte[] SpecVersion = "1.0"u8.ToArray();
    static readonly byte[] Json = "application/json"u8.ToArray();

    public static Headers For(OutboxMessage e, byte[] source)
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

    /// <summary>
    /// Reads any headers. What is missing or invalid is left empty for the consumer to judge; an impossible time is replaced by the
    /// broker's, or by this service's.
    /// </summary>
    public static ConsumedMessage Read(ConsumeResult<byte[], byte[]> result, DateTimeOffset now)
    {
        string? id = null, type = null, source = null, time = null, traceParent = null, traceState = null;
        var message = result.Message;
        var headers = message.Headers is { Count: > 0 } some ? new MessageHeader[some.Count] : [];
        for (var i = 0; i < headers.Length; i++)
        {
            var header = message.Headers[i];
            headers[i] = new MessageHeader(header.Key, header.GetValueBytes());
            switch (header.Key)
            {
                case "ce_id": id = Text(headers[i], MaxIdLength); break;
                case "ce_type": type = Text(headers[i], MaxNameLength); break;
                case "ce_source": source = Text(headers[i], MaxNameLength); break;
                case "ce_time": time = Text(headers[i], MaxIdLength); break;
                case "traceparent": traceParent = Text(headers[i], MaxIdLength); break;
                case "tracestate": traceState = Text(headers[i], MaxTraceStateLength); break;
            }
        }

        return new ConsumedMessage(
            result.Topic, result.Partition.Value, result.Offset.Value, MessageKey.Read(message.Key),
            Guid.TryParse(id, out var guid) ? guid : IdOf(result), Storable(type), Storable(source).TrimStart('/'),
            TimeOf(time, message.Timestamp, now), message.Value ?? [],
            traceParent?.Length == TraceParentLength && ActivityContext.TryParse(traceParent, null, out _) ? traceParent : null,
            traceState?.All(c => c is >= ' ' and <= '~') == true ? traceState : null)
        {
            Headers = headers,
            IsTombstone = message.Value is null,
        };
    }

    /// <summary>The owner's commit time if it is plausible; otherwise the message counts from now.</summary>
    public static DateTimeOffset TimeOf(string? text, Timestamp timestamp, DateTimeOffset now)
    {
        var latest = now + ClockDifference;
        if (DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time >= Earliest && time <= latest)
        {
            return time;
        }

        var unix = timestamp.UnixTimestampMs;
        return unix > 0 && unix <= latest.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(unix) : now;
    }

    static string? Text(MessageHeader header, int maxLength) =>
        header.Value is { } bytes && bytes.Length <= maxLength ? Encoding.UTF8.GetString(bytes) : null;

    // PostgreSQL's text cannot contain U+0000, and a poison message must still be storable.
    static string Storable(string? text) => text?.Replace('\0', '\uFFFD') ?? "";

    /// <summary>A message without a readable id needs one that is the same on every delivery.</summary>
    static Guid IdOf(ConsumeResult<byte[], byte[]> result) => new(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{result.Topic}/{result.Partition.Value}/{result.Offset.Value}/{result.Message.Timestamp.UnixTimestampMs}"))).AsSpan(0, 16));
}
