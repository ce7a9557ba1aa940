namespace DbPerService.Search.Domain;

/// <summary>What is looked for: a text, a category, or a text in a category.</summary>
sealed record SearchQuery(string Text, string? Category, int Limit);

/// <summary>A product that was found.</summary>
/// <param name="Product">The product.</param>
/// <param name="Score">From 0 to 1.</param>
/// <param name="Highlight">The name as HTML, the words that match in <c>mark</c> elements.</param>
sealed record SearchHit(ProductDocument Product, double Score, string Highlight);

/// <summary>The number of products in a category.</summary>
sealed record Facet(string Name, int Count);

/// <summary>The best hits, and how many there are.</summary>
/// <param name="Hits">The best ones, best first.</param>
/// <param name="Total">How many there are, of which at most <see cref="Ranking.MaxCandidates"/> are counted.</param>
/// <param name="TotalIsExact">Whether there are no more than that. If not, facets are counts of a part, too.</param>
/// <param name="Categories">Hits per category, whatever category was asked for.</param>
sealed record SearchResult(IReadOnlyList<SearchHit> Hits, int Total, bool TotalIsExact, IReadOnlyList<Facet> Categories);
