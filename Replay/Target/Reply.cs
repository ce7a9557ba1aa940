using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DbPerService.Replay.Target;

internal readonly record struct Reply(HttpStatusCode Status, Uri? Location, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Responses after which a retry may succeed: the service is in trouble, or still processing the same key.</summary>
    public bool IsPassing => (int)Status >= 500
        || Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict;

    public T As<T>(JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("null instead of an object");

    public override string ToString() => $"{(int)Status} {Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 300)))}";
}
