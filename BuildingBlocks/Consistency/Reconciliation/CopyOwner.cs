using System.Net.Http.Json;

namespace DbPerService.Consistency;

/// <summary>The owner of a copied topic, as the service that keeps the copy sees it.</summary>
interface ICopyOwner : ICopySource
{
    /// <summary>Digests of the entries after a key.</summary>
    Task<DigestPage> DigestsAsync(string after, IReadOnlyList<string> fields, CancellationToken cancellationToken);
}

/// <summary>The owner's endpoints.</summary>
sealed class CopyOwner(HttpClient client, string topic) : ICopyOwner
{
    // The owner reads a whole page of digests, 100,000 entries, for one answer.
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public Task<DigestPage> DigestsAsync(string after, IReadOnlyList<string> fields, CancellationToken cancellationToken) => GetAsync(
        $"digests?from={Uri.EscapeDataString(after)}&fields={Uri.EscapeDataString(string.Join(',', fields))}",
        CopyJson.Default.DigestPage, cancellationToken);

    public async Task<IReadOnlyList<CopyItem>> ReadAsync(KeyRange range, int limit, CancellationToken cancellationToken)
    {
        var to = range.To is null ? "" : "&to=" + Uri.EscapeDataString(range.To);
        var page = await GetAsync(
            $"items?after={Uri.EscapeDataString(range.After)}{to}&limit={limit}", CopyJson.Default.ItemPage, cancellationToken);
        return page.Items;
    }

    async Task<T> GetAsync<T>(
        string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            return await client.GetFromJsonAsync($"/internal/copies/{topic}/{path}", json, deadline.Token)
                ?? throw new HttpRequestException("The owner answers null.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The owner has not answered within {Deadline.TotalSeconds:0} s.");
        }
    }
}
