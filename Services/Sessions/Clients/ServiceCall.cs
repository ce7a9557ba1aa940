using System.Net.Http.Headers;
using System.Text.Json;

namespace DbPerService.Sessions.Clients;

/// <summary>A response of another service, read to its end.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its JSON object; null if it has none.</param>
sealed record ServiceResponse(int Status, HttpResponseHeaders Headers, JsonElement? Body)
{
    /// <summary>A text of the body, or null.</summary>
    public string? Text(string name) =>
        Body is { } body && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Calls another service within a deadline.</summary>
static class ServiceCall
{
    /// <exception cref="HttpRequestException">There was no response, or not in time: whether the service has acted is unknown.</exception>
    public static async Task<ServiceResponse> SendAsync(
        this HttpClient client, HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            using var response = await client.SendAsync(request, deadline.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            return new((int)response.StatusCode, response.Headers, Parse(bytes));
        }
        catch (OperationCanceledException canceled) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"There was no response within {timeout}.", canceled);
        }
        catch (IOException broken)
        {
            throw new HttpRequestException(broken.Message, broken);
        }
    }

    static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
