using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DbPerService.Tests.Scenarios.OpenApi;

/// <summary>Calls operations as their document describes them, and collects where the service differs from it.</summary>
/// <param name="client">A client of the service.</param>
/// <param name="document">The document.</param>
/// <param name="known">What is known of the system; responses are added.</param>
/// <param name="random">The same seed gives the same calls, except for values of responses.</param>
/// <param name="cancellationToken">Ends the calls.</param>
sealed class ApiCalls(
    HttpClient client, ApiDocument document, KnownValues known, Random random, CancellationToken cancellationToken)
{
    const string Json = "application/json";
    const string Problem = "application/problem+json";
    const int RandomCalls = 4;
    const int MaxAttempts = 5;

    static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(300);

    readonly SchemaValues _values = new(document, random);
    readonly SchemaCheck _check = new(document);
    readonly HashSet<ApiOperation> _succeeded = [];

    /// <summary>Where the service differs from its document.</summary>
    public SortedSet<string> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a call of the operation has succeeded.</summary>
    public bool HasSucceeded(ApiOperation operation) => _succeeded.Contains(operation);

    /// <summary>Calls an operation with what it allows and with what it does not.</summary>
    public async Task CallAsync(ApiOperation operation)
    {
        // The last ones leave usual values to the calls of other operations.
        foreach (var draw in (Draw[])[.. Enumerable.Repeat(Draw.Any, RandomCalls), Draw.Required, Draw.Whole])
        {
            await SendAsync(operation, draw, Body(operation, draw));
        }

        foreach (var parameter in operation.Parameters.Where(parameter => parameter.In != "header" && !IsText(parameter)))
        {
            await SendAsync(operation, Draw.Whole, Body(operation, Draw.Whole), $"text as {parameter.Name}", wrong: parameter);
        }

        if (operation.Body is { } body)
        {
            foreach (var (invalid, fault) in _values.Faults(body))
            {
                await SendAsync(operation, Draw.Whole, Text(invalid), fault);
            }

            await SendAsync(operation, Draw.Whole, "{", "half an object");
            await SendAsync(operation, Draw.Whole, Body(operation, Draw.Whole), "another content type", mediaType: "text/plain");
        }
    }

    async Task SendAsync(
        ApiOperation operation, Draw draw, string? body, string? fault = null, ApiParameter? wrong = null, string mediaType = Json)
    {
        var address = Address(operation, draw, wrong);
        (string Name, string Value)[] headers =
            [.. operation.Parameters.Where(parameter => parameter.In == "header").Select(header => (header.Name, Header(header, draw)))];
        var token = draw == Draw.Any && _values.OneIn(5) ? null : known.Token;
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), address);
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, mediaType);
            using var response = await client.SendAsync(request, cancellationToken);
            // A machine that is busy may miss a deadline, as callers know by Retry-After; one that is well does not do so again and again.
            if (response is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null } && attempt < MaxAttempts)
            {
                await Task.Delay(RetryDelay, cancellationToken);
                continue;
            }

            await CheckAsync(operation, response, fault, $"{address} {body}");
            return;
        }
    }

    async Task CheckAsync(ApiOperation operation, HttpResponseMessage response, string? fault, string call)
    {
        var status = (int)response.StatusCode;
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var faults = new List<string>();
        if (status >= 500)
        {
            faults.Add("fails");
        }

        if (status < 400)
        {
            _succeeded.Add(operation);
            faults.AddRange(fault is not null ? [$"accepts {fault}"] : []);
        }

        if (operation.ResponseOf(status) is not { } documented)
        {
            faults.Add("is not documented to");
        }
        else if (documented.MediaType is null)
        {
            faults.AddRange(content.Length > 0 ? ["has a body that is not documented"] : []);
        }
        else if (response.Content.Headers.ContentType?.MediaType != documented.MediaType)
        {
            faults.Add($"is {response.Content.Headers.ContentType}, not {documented.MediaType}");
        }
        else if (status < 400)
        {
            var value = JsonSerializer.Deserialize<JsonElement>(content);
            known.Add(operation.Path, value, operation.Method != "GET");
            faults.AddRange(_check.Faults(value, documented.Schema!.Value));
        }

        if (status >= 400)
        {
            faults.AddRange(ProblemFaults(response, content, status));
        }

        foreach (var one in faults)
        {
            Faults.Add($"{operation} answers {status} and {one}: {Shortened(call)} → {Shortened(Encoding.UTF8.GetString(content))}");
        }
    }

    static IEnumerable<string> ProblemFaults(HttpResponseMessage response, byte[] content, int status)
    {
        if (response.Content.Headers.ContentType?.MediaType != Problem)
        {
            yield return "has no problem";
        }
        else if (JsonSerializer.Deserialize<JsonElement>(content).GetProperty("status").GetInt32() != status)
        {
            yield return "has the problem of another status";
        }
    }

    string Address(ApiOperation operation, Draw draw, ApiParameter? wrong)
    {
        var path = operation.Path;
        var query = new List<string>();
        foreach (var parameter in operation.Parameters)
        {
            var value = parameter == wrong ? "x" : Value(operation, parameter, draw);
            if (parameter.In == "path")
            {
                path = path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
            }
            else if (parameter.In == "query" && (parameter.IsRequired || parameter == wrong || (draw == Draw.Any && _values.OneIn(2))))
            {
                query.Add($"{parameter.Name}={Uri.EscapeDataString(value)}");
            }
        }

        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    string Value(ApiOperation operation, ApiParameter parameter, Draw draw)
    {
        var values = known.For(operation.Path, parameter.Name, operation.Method == "GET");
        return values.Count > 0 && (draw != Draw.Any || _values.OneIn(2))
            ? _values.OneOf(values)
            : _values.NextText(parameter.Schema!.Value, draw, parameter.Name);
    }

    // A schema cannot say what an entity tag is.
    string Header(ApiParameter header, Draw draw) => header.Name is "If-Match" or "If-None-Match"
        ? draw == Draw.Any ? _values.OneOf(["\"1\"", "\"2\"", "W/\"1\", \"3\"", "*", "1"]) : header.IsRequired ? "*" : "\"0\""
        : _values.NextText(header.Schema!.Value, draw, header.Name);

    bool IsText(ApiParameter parameter) => document.Alternatives(parameter.Schema!.Value).Schemas
        .Any(schema => ApiDocument.TypeOf(schema) is "string" && !schema.TryGetProperty("format", out _));

    string? Body(ApiOperation operation, Draw draw) => operation.Body is { } schema ? Text(_values.Next(schema, draw)) : null;

    static string Text(JsonNode? body) => body?.ToJsonString() ?? "null";

    static string Shortened(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
