using DbPerService.Gadgets.Data;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Gadgets.Api;

static class GadgetsApi
{
    public static void MapGadgets(this IEndpointRouteBuilder routes)
    {
        var entries = routes.MapGroup("/gadgets").WithTags("Gadgets").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        entries.MapGet("/{orderId}", FindAsync).WithName("GetGadgetsEntry").WithSummary("What was recorded of an order.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        entries.MapGet("", ListAsync).WithName("ListGadgetsEntries").WithSummary("All entries, by order id.").ProducesValidationProblem();
    }

    static async Task<Results<Ok<EntryResponse>, ProblemHttpResult>> FindAsync(
        Guid orderId, GadgetsStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(orderId, cancellationToken) is { } entry
            ? TypedResults.Ok(EntryResponse.From(entry))
            : TypedResults.Problem($"There is no entry for order {orderId}.", statusCode: StatusCodes.Status404NotFound);

    static async Task<Ok<EntryList>> ListAsync(Guid? after, int? limit, GadgetsStore store, CancellationToken cancellationToken)
    {
        var (entries, last) = await Page.ReadAsync(limit, size => store.ListAsync(after ?? Guid.Empty, size, cancellationToken));
        return TypedResults.Ok(new EntryList([.. entries.Select(EntryResponse.From)], last?.OrderId));
    }
}
