using DbPerService.Search.Data;
using DbPerService.Search.Domain;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Search.Api;

/// <summary>The index for operators.</summary>
static class IndexApi
{
    public static void MapIndex(this IEndpointRouteBuilder routes)
    {
        var index = routes.MapGroup("/index").WithTags("Index").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        index.MapGet("", FindAsync).WithName("GetIndex").WithSummary("The generations of the index: the live one, one being built, earlier ones.");
        index.MapPost("/rebuild", RebuildAsync).WithName("RebuildIndex").WithSummary("Builds the index anew beside the live one and switches to it.")
            .WithDescription(
                "source=copy (the default) reads the live index, source=products the API of Products. Documents that only the live index has, or"
                + " has in a newer version, are given up only with force=true.")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict);
    }

    static async Task<Ok<IndexResponse>> FindAsync(IIndexGenerations generations, CancellationToken cancellationToken)
    {
        var digest = await generations.DigestAsync(cancellationToken);
        var all = await generations.ListAsync(cancellationToken);
        return TypedResults.Ok(new IndexResponse(
            all.First(generation => generation.State == IndexState.Live), digest,
            all.FirstOrDefault(generation => generation.State == IndexState.Building),
            [.. all.Where(generation => generation.State is not (IndexState.Live or IndexState.Building))]));
    }

    static async Task<Results<Accepted<RebuildResponse>, ProblemHttpResult>> RebuildAsync(
        string? source, bool? force, IndexKeeper keeper, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Check(source is null or "copy" or "products", "source", "Must be copy or products.");
        errors.ThrowIfAny();
        var from = source == "products" ? IndexSource.Products : IndexSource.Copy;
        return await keeper.BeginAsync(from, force ?? false, cancellationToken) is { } generation
            ? TypedResults.Accepted("/index", new RebuildResponse(generation, from))
            : TypedResults.Problem("The index is being rebuilt already.", statusCode: StatusCodes.Status409Conflict);
    }
}
