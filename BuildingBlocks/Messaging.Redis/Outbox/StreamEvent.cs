using System.Globalization;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>An entry of the outbox stream.</summary>
static class StreamEvent
{
    public static OutboxMessage Read(StreamEntry entry)
    {
        string id = "", topic = "", key = "", type = "", payload = "", at = "0";
        string? traceParent = null, traceState = null;
        foreach (var field in entry.Values)
        {
            var value = field.Value;
            switch ((string?)field.Name)
            {
                case "id": id = value!; break;
                case "topic": topic = value!; break;
                case "key": key = value!; break;
                case "type": type = value!; break;
                case "payload": payload = value!; break;
                case "at": at = value!; break;
                case "traceparent": traceParent = Text(value); break;
                case "tracestate": traceState = Text(value); break;
            }
        }

        var committedAt = DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(at, CultureInfo.InvariantCulture));
        return new OutboxMessage(Guid.Parse(id), topic, key, type, payload, traceParent, traceState) { CommittedAt = committedAt };
    }

    static string? Text(RedisValue value) => value.IsNullOrEmpty ? null : (string?)value;
}
