using DbPerService.Search.Data;
using DbPerService.Search.Domain;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Search.Api;

static class SearchApi
{
    const int MaxTextLength = 200;
    const int MaxCategoryLength = 200;
    const int MaxLimit = 100;
    const int DefaultLimit = 20;

    public static void MapSearch(this IEndpointRouteBuilder routes) => routes.MapGroup("/search").WithTags("Search")
        .MapGet("", SearchAsync).WithName("SearchProducts").WithSummary("Finds products, best first; without q, lists those of a category.")
        .WithDescription(
            "Finds words by their beginnings and although one letter is wrong. Facets count the hits in every category, whichever is asked for.")
        .ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    static async Task<Ok<SearchResponse>> SearchAsync(
        string? q, string? category, int? limit, ISearchIndex index, CancellationToken cancellationToken)
    {
        var text = string.IsNullOrWhiteSpace(q) ? "" : q;
        var errors = new FieldErrors();
        errors.CheckText(text.Length > 0 ? text : null, "q", MaxTextLength);
        errors.CheckText(category, "category", MaxCategoryLength);
        errors.Check(text.Length > 0 || category is not null, "q", "Is required without a category.");
        errors.Check(limit is null or (>= 1 and <= MaxLimit), "limit", $"Must be from 1 to {MaxLimit}.");
        errors.ThrowIfAny();
        var result = await index.SearchAsync(new SearchQuery(text, category, limit ?? DefaultLimit), cancellationToken);
        return TypedResults.Ok(SearchResponse.From(text, result));
    }
}
