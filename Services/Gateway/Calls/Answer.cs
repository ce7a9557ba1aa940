using System.Net;
using System.Text.Json;

namespace DbPerService.Gateway.Calls;

/// <summary>How a call to a service ended.</summary>
enum Outcome
{
    Found,
    NotFound,
    Unavailable,
}

/// <summary>A service's answer; the value is there if the outcome is <see cref="Outcome.Found"/>.</summary>
readonly record struct Answer<T>(Outcome Outcome, T? Value) where T : class;

static class Answer
{
    public static Answer<T> Found<T>(T value) where T : class => new(Outcome.Found, value);

    public static Answer<T> Unavailable<T>() where T : class => new(Outcome.Unavailable, null);

    /// <summary>For a status other than 200.</summary>
    public static Answer<T> Of<T>(HttpStatusCode status) where T : class =>
        new(status == HttpStatusCode.NotFound ? Outcome.NotFound : Outcome.Unavailable, null);
}

/// <summary>A JSON document and the time at which it was asked for: it is at least as new.</summary>
sealed record Document(JsonElement Json, DateTimeOffset AsOf);

/// <summary>Reads documents of other services, which may gain and lose fields.</summary>
static class DocumentExtensions
{
    public static JsonElement? Object(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : null;

    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public static DateTimeOffset? Time(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.TryGetDateTimeOffset(out var time)
            ? time
            : null;

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];
}
