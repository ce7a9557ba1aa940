using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Gateway.Api;
using DbPerService.Gateway.Calls;

namespace DbPerService.Gateway.Details;

/// <summary>Reads an order's products, a few at a time.</summary>
sealed class ProductReader(ServiceCalls calls)
{
    const int AtOnce = 8;

    static readonly string Products = SystemMap.Products.Name;

    public async Task<IReadOnlyList<(string Id, Answer<Document> Answer)>> ReadAsync(
        IReadOnlyList<string> ids, SyncRead? sync, CancellationToken deadline)
    {
        var answers = new (string, Answer<Document>)[ids.Count];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, ids.Count)).Select(_ => WorkAsync()));
        return answers;

        async Task WorkAsync()
        {
            while (Interlocked.Increment(ref next) is var index && index < ids.Count)
            {
                var path = $"/products/{Uri.EscapeDataString(ids[index])}";
                answers[index] = (ids[index], await calls.GetAsync(Products, path, deadline, sync));
            }
        }
    }

    /// <summary>
    /// One list: fresh if all of it is from Products; stale if some is from a copy, or has only an id because no copy knows the name;
    /// missing if nothing is known.
    /// </summary>
    public static async Task<Part> PartAsync(
        IReadOnlyList<(string Id, Answer<Document> Answer)> products, Copy? order, Func<Task<Copy?>> view)
    {
        var data = new List<JsonElement>();
        DateTimeOffset? asOf = null;
        var (fresh, known, source) = (0, 0, Products);
        foreach (var (id, answer) in products)
        {
            if (answer.Value is { } document)
            {
                (fresh, known) = (fresh + 1, known + 1);
                asOf = Earlier(asOf, document.AsOf);
                data.Add(document.Json);
            }
            else if (answer.Outcome == Outcome.Unavailable && await CopyAsync(id) is { } copy)
            {
                known++;
                source = copy.Source;
                asOf = Earlier(asOf, copy.AsOf);
                data.Add(copy.Json);
            }
            else
            {
                data.Add(JsonSerializer.SerializeToElement(new NameCopy(id, null), ApiJson.Default.NameCopy));
            }
        }

        return known == 0
            ? new(PartStatus.Missing, Products, null, null)
            : new(
                fresh == products.Count ? PartStatus.Fresh : PartStatus.Stale, source, asOf,
                JsonSerializer.SerializeToElement(data, ApiJson.Default.IReadOnlyListJsonElement));

        async Task<(JsonElement Json, DateTimeOffset? AsOf, string Source)?> CopyAsync(string id)
        {
            foreach (var copy in new[] { order, await view() })
            {
                if (copy?.Product(id) is { } found)
                {
                    return (found.Product, found.AsOf, copy.Source);
                }
            }

            return null;
        }
    }

    static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
