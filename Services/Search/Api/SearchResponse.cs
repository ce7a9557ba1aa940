using System.Text.Json.Serialization;
using DbPerService.Search.Domain;

namespace DbPerService.Search.Api;

sealed record SearchResponse(string Query, int Total, bool TotalIsExact, IReadOnlyList<SearchItem> Items, SearchFacets Facets)
{
    public static SearchResponse From(string query, SearchResult result) => new(
        query, result.Total, result.TotalIsExact, [.. result.Hits.Select(SearchItem.From)], new SearchFacets(result.Categories));
}

sealed record SearchItem(
    string ProductId, string Name, string Category, decimal UnitPrice, string Currency, bool Discontinued, double Score, string Highlight)
{
    public static SearchItem From(SearchHit hit) => new(
        hit.Product.ProductId, hit.Product.Name, hit.Product.Category, hit.Product.UnitPrice, hit.Product.Currency, hit.Product.Discontinued,
        hit.Score, hit.Highlight);
}

sealed record SearchFacets(IReadOnlyList<Facet> Categories);

/// <summary>The live generation with its documents and their digest, the one that is being built, and earlier ones.</summary>
sealed record IndexResponse(
    IndexGeneration Live, IndexDigest Digest, IndexGeneration? Building, IReadOnlyList<IndexGeneration> Earlier);

/// <summary>The generation that is being built.</summary>
sealed record RebuildResponse(long Generation, IndexSource Source);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SearchResponse))]
[JsonSerializable(typeof(IndexResponse))]
[JsonSerializable(typeof(RebuildResponse))]
sealed partial class ApiJson : JsonSerializerContext;
