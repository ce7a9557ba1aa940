using DbPerService.Orders.Owners;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Orders.Api;

/// <summary>Operators' endpoints for the copies of other services' data.</summary>
static class CopiesApi
{
    public static void MapCopies(this IEndpointRouteBuilder routes)
    {
        var copies = routes.MapGroup("/copies").WithTags("Copies");
        copies.MapGet("", List).WithName("GetCopies").WithSummary("The copies of other services' data, and whether they are being filled.");
        copies.MapPost("/{copy}/fill", Fill).WithName("FillCopy")
            .WithSummary("Fills a copy from its owner's API in the background, beside the events that are applied.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    static Ok<IReadOnlyList<CopyFillStatus>> List(CopyFills fills) =>
        TypedResults.Ok<IReadOnlyList<CopyFillStatus>>([.. fills.ByName.Values.Select(fill => fill.Status)]);

    static Results<Accepted<CopyFillStatus>, ProblemHttpResult> Fill(string copy, CopyFills fills) =>
        fills.ByName.GetValueOrDefault(copy) is { } fill
            ? TypedResults.Accepted("/copies", fill.Request())
            : TypedResults.Problem(
                $"There is no such copy; there are {string.Join(", ", fills.ByName.Keys)}.", statusCode: StatusCodes.Status404NotFound);
}
