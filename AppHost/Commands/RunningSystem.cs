using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Contracts;

namespace DbPerService.AppHost;

/// <summary>The running services by name, called over HTTP like any client does.</summary>
sealed class RunningSystem(IReadOnlyList<IResourceBuilder<ProjectResource>> services)
{
    static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public IEnumerable<string> Services => services.Select(service => service.Resource.Name);

    public Task<Uri> UrlAsync(string service, CancellationToken cancellationToken) => UrlAsync(service, "http", cancellationToken);

    public Task<Uri> ManagementUrlAsync(string service, CancellationToken cancellationToken) =>
        UrlAsync(service, ServiceExtensions.ManagementEndpoint, cancellationToken);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string service, string path, object? body, CancellationToken cancellationToken) =>
        await SendAsync(method, await UrlAsync(service, cancellationToken), path, body, cancellationToken);

    /// <summary>Calls the service's management port.</summary>
    public async Task<HttpResponseMessage> ManageAsync(
        HttpMethod method, string service, string path, object? body, CancellationToken cancellationToken) =>
        await SendAsync(method, await ManagementUrlAsync(service, cancellationToken), path, body, cancellationToken);

    static async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri service, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(service, path));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        return await Http.SendAsync(request, cancellationToken);
    }

    /// <exception cref="HttpRequestException">The response is not a success; the message has the reason.</exception>
    public async Task<JsonElement> CallAsync(
        HttpMethod method, string service, string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, service, path, body, cancellationToken);
        return await ReadAsync(response, service, cancellationToken);
    }

    /// <exception cref="HttpRequestException">The response is not a success; the message has the reason.</exception>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, string service, CancellationToken cancellationToken)
    {
        var (request, status) = (response.RequestMessage!, (int)response.StatusCode);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(answer)
            : throw new HttpRequestException(
                $"{request.Method} {request.RequestUri!.PathAndQuery} of {service} returned {status}: {Reason(answer)}");
    }

    public Task<JsonElement> GetAsync(string service, string path, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, service, path, body: null, cancellationToken);

    async Task<Uri> UrlAsync(string service, string endpoint, CancellationToken cancellationToken)
    {
        var reference = services.Single(builder => builder.Resource.Name == service).GetEndpoint(endpoint);
        return new Uri((await reference.GetValueAsync(cancellationToken))!);
    }

    /// <summary>The text of a problem (RFC 9457), or the response itself if it is not one.</summary>
    static string Reason(string answer)
    {
        try
        {
            var problem = JsonSerializer.Deserialize<JsonElement>(answer);
            var errors = problem.TryGetProperty("errors", out var fields)
                ? fields.EnumerateObject().Select(field => $"{field.Name}: {string.Join(' ', field.Value.EnumerateArray())}")
                : [];
            var text = problem.TryGetProperty("detail", out var detail) ? detail : problem.GetProperty("title");
            return string.Join(' ', errors.Prepend(text.GetString()));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return answer;
        }
    }

    /// <summary>Whether any saga is unfinished.</summary>
    public async Task<bool> HasOpenOrdersAsync(CancellationToken cancellationToken) =>
        (await GetAsync(SystemMap.Orders.Name, "/orders?open=true&limit=1", cancellationToken)).GetProperty("items").GetArrayLength() > 0;
}
