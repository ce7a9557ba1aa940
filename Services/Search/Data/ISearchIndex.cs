using DbPerService.Search.Domain;

namespace DbPerService.Search.Data;

/// <summary>The index of products. What a search engine would have to do in the place of PostgreSQL, with <see cref="IIndexGenerations"/>.</summary>
interface ISearchIndex
{
    /// <summary>Finds products in the live generation: by the beginnings of words, and although one letter of each is wrong.</summary>
    Task<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Puts documents into every generation that is live or being built, with the commit of the unit of work. A version that is not newer than
    /// the index's changes nothing, so events may be late or repeated.
    /// </summary>
    Task ApplyAsync(IReadOnlyList<ProductDocument> documents, CancellationToken cancellationToken);

    /// <summary>
    /// Removes documents, each only if it still has the version that it was found with, and then puts others, with the commit of the unit of
    /// work: a repair that does not depend on which version is newer.
    /// </summary>
    Task ReplaceAsync(
        IReadOnlyList<(string ProductId, long Version)> found, IReadOnlyList<ProductDocument> documents, CancellationToken cancellationToken);
}
