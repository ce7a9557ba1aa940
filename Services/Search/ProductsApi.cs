using System.Globalization;
using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Search.Domain;

namespace DbPerService.Search;

/// <summary>The products as their owner's API lists them.</summary>
sealed class ProductsApi(IHttpClientFactory clients)
{
    public static readonly string Service = SystemMap.Products.Name;

    // Less than the lease of a build, which is renewed between two attempts.
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>A page of products by id, those after <paramref name="after"/>, and where the next one begins; null on the last.</summary>
    /// <exception cref="HttpRequestException">Products is unavailable, or answers with something else.</exception>
    public async Task<(List<ProductDocument> Products, string? Next)> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/products?limit={limit}");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var client = clients.CreateClient(Service);
            using var response = await client.GetAsync(
                after is null ? path : $"{path}&after={Uri.EscapeDataString(after)}", HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: deadline.Token);
            return ([.. document.RootElement.GetProperty("items").EnumerateArray().Select(Read)], document.RootElement.GetProperty("next").GetString());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"GET {path}: Products did not answer within {Timeout.TotalSeconds} s.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new HttpRequestException($"GET {path}: the answer is not a page of products: {exception.Message}", exception);
        }
    }

    static ProductDocument Read(JsonElement product) => new(
        Text(product, "id"), product.GetProperty("version").GetInt64(), Text(product, "name"), Text(product, "category"),
        product.GetProperty("unitPrice").GetDecimal(), Text(product, "currency"), product.GetProperty("discontinued").GetBoolean());

    static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"A product has no {name}.");
}
