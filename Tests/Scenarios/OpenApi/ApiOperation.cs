using System.Globalization;
using System.Text.Json;

namespace DbPerService.Tests.Scenarios.OpenApi;

/// <summary>A parameter of an operation.</summary>
sealed record ApiParameter(string Name, string In, bool IsRequired, JsonElement? Schema);

/// <summary>A documented response; without a media type it has no body.</summary>
sealed record ApiResponse(int Status, string? MediaType, JsonElement? Schema);

/// <summary>An operation of an OpenAPI document.</summary>
sealed record ApiOperation(
    string Method,
    string Path,
    string? Id,
    string? Summary,
    IReadOnlyList<ApiParameter> Parameters,
    JsonElement? Body,
    IReadOnlyList<ApiResponse> Responses)
{
    const string Problem = "application/problem+json";

    /// <summary>The resource that it is about: the first segment of the path.</summary>
    public string Resource { get; } = Path.Split('/')[1];

    public static ApiOperation From(string method, string path, JsonElement operation) => new(
        method,
        path,
        Text(operation, "operationId"),
        Text(operation, "summary"),
        operation.TryGetProperty("parameters", out var parameters)
            ? [.. parameters.EnumerateArray().Select(parameter => new ApiParameter(
                Text(parameter, "name")!, Text(parameter, "in")!,
                parameter.TryGetProperty("required", out var required) && required.GetBoolean(), Find(parameter, "schema")))]
            : [],
        Find(operation, "requestBody") is { } body && Find(body, "content") is { } content ? Schema(content, "application/json") : null,
        [.. operation.GetProperty("responses").EnumerateObject().Select(Response)]);

    public ApiResponse? ResponseOf(int status) => Responses.FirstOrDefault(response => response.Status == status);

    /// <summary>What the document lacks.</summary>
    public IEnumerable<string> Gaps()
    {
        if (string.IsNullOrWhiteSpace(Id))
        {
            yield return "has no operationId";
        }

        if (string.IsNullOrWhiteSpace(Summary))
        {
            yield return "has no summary";
        }

        if (!Responses.Any(response => response.Status is >= 200 and < 300))
        {
            yield return "has no successful response";
        }

        foreach (var response in Responses.Where(response => response.MediaType is not null && response.Schema is null))
        {
            yield return $"has no schema of the response {response.Status}";
        }

        foreach (var response in Responses.Where(response => response.Status >= 400 && response.MediaType != Problem))
        {
            yield return $"does not describe the response {response.Status} as {Problem}";
        }

        foreach (var parameter in Parameters.Where(parameter => parameter.Schema is not { } schema || !IsTyped(schema)))
        {
            yield return $"has no type of the parameter {parameter.Name}";
        }

        foreach (var name in Path.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)]))
        {
            if (!Parameters.Any(parameter => parameter is { In: "path", IsRequired: true } && parameter.Name == name))
            {
                yield return $"does not describe {name} of its path";
            }
        }
    }

    public override string ToString() => $"{Method} {Path}";

    static ApiResponse Response(JsonProperty response)
    {
        var content = Find(response.Value, "content")?.EnumerateObject().FirstOrDefault();
        return new(
            int.Parse(response.Name, CultureInfo.InvariantCulture), content?.Name, content is { } media ? Find(media.Value, "schema") : null);
    }

    static bool IsTyped(JsonElement schema) => schema.TryGetProperty("type", out _) || schema.TryGetProperty("$ref", out _);

    static JsonElement? Schema(JsonElement content, string mediaType) => Find(content, mediaType) is { } media ? Find(media, "schema") : null;

    static JsonElement? Find(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value : null;

    static string? Text(JsonElement element, string name) => Find(element, name)?.GetString();
}
