using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DbPerService.Replay.Target;

readonly record struct Reply(HttpStatusCode Status, Uri? Location, byte[] Body)
{
    /// <summary>The version of what was read or written, with its quotes.</summary>
    public string? ETag { get; init; }

    /// <summary>Names the write, for reads in other services.</summary>
    public string? SyncToken { get; init; }

    /// <summary>Whether the read shows the write whose token it carried.</summary>
    public string? SyncStatus { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Responses after which a retry may succeed: the service is in trouble, or still processing the same key.</summary>
    public bool IsPassing => (int)Status >= 500
        || Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict;

    public T As<T>(JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("null instead of an object");

    /// <summary>The status and, when the answer is a problem, what it says is wrong.</summary>
    public override string ToString()
    {
        var problem = ReadProblem();
        string[] reasons = problem?.Errors is { Count: > 0 } errors
            ? [.. errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}")]
            : [problem?.Detail ?? problem?.Title ?? Status.ToString()];
        return $"{(int)Status} {string.Join("; ", reasons)}";
    }

    Problem? ReadProblem()
    {
        try
        {
            return JsonSerializer.Deserialize(Body, TargetJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
