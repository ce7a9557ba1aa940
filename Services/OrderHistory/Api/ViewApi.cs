using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Rebuild;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.OrderHistory.Api;

/// <summary>For operators: the state of the view, and its rebuild.</summary>
static class ViewApi
{
    public static IEndpointRouteBuilder MapView(this IEndpointRouteBuilder routes)
    {
        var view = routes.MapGroup("/view").WithTags("View").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        view.MapGet("", GetAsync).WithName("GetView")
            .WithSummary("The generation that is read, the rebuild that is running, and how the last one ended.");
        view.MapPost("/rebuild", RebuildAsync).WithName("RebuildView")
            .WithSummary("Builds a new generation from the topics beside the live one, compares both, and switches if nothing is lacking.")
            .WithDescription(
                "With carryOver=true what the topics no longer hold is taken over from the live generation. " +
                "With force=true it is left out, and the new generation becomes live even if something is lacking.")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict);
        return routes;
    }

    static async Task<Ok<ViewResponse>> GetAsync(IViewStore views, CancellationToken cancellationToken) =>
        TypedResults.Ok(ViewResponse.From((await views.LoadAsync(cancellationToken)).State));

    static async Task<Results<Accepted<ViewResponse>, ProblemHttpResult>> RebuildAsync(
        bool? force, bool? carryOver, ViewRebuild rebuild, RebuildRunner runner, IViewStore views, CancellationToken cancellationToken)
    {
        if (await rebuild.TryBeginAsync(new(force ?? false, carryOver ?? false), cancellationToken) is not { } begun)
        {
            return TypedResults.Problem("A rebuild is running already.", statusCode: StatusCodes.Status409Conflict);
        }

        runner.Add(begun);
        return TypedResults.Accepted("/view", ViewResponse.From((await views.LoadAsync(cancellationToken)).State));
    }
}
