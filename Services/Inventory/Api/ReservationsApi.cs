using DbPerService.Inventory.Data;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Inventory.Api;

static class ReservationsApi
{
    public static void MapReservations(this IEndpointRouteBuilder routes)
    {
        var reservations = routes.MapGroup("/reservations").WithTags("Reservations")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        reservations.MapGet("/{orderId}", FindAsync).WithName("GetReservation")
            .WithSummary("What is held for an order; of a rejected one, what was short.").ProducesProblem(StatusCodes.Status404NotFound);
        reservations.MapGet("", ListAsync).WithName("ListReservations").WithSummary("All reservations, by order id.");
    }

    static async Task<Results<Ok<ReservationResponse>, ProblemHttpResult>> FindAsync(
        Guid orderId, IStockStore store, CancellationToken cancellationToken) =>
        await store.FindReservationAsync(orderId, cancellationToken) is { } reservation
            ? TypedResults.Ok(ReservationResponse.From(reservation))
            : TypedResults.Problem($"There is no reservation for order {orderId}.", statusCode: StatusCodes.Status404NotFound);

    static async Task<Ok<ReservationList>> ListAsync(Guid? after, int? limit, IStockStore store, CancellationToken cancellationToken)
    {
        var (reservations, last) = await Page.ReadAsync(
            limit, size => store.ListReservationsAsync(after ?? Guid.Empty, size, cancellationToken));
        return TypedResults.Ok(new ReservationList([.. reservations.Select(ReservationResponse.From)], last?.OrderId));
    }
}
