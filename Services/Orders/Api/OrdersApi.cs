using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Orders.Api;

static class OrdersApi
{
    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/orders").WithTags("Orders").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        orders.MapPost("", PlaceAsync).WithName("PlaceOrder").WithSummary("Places an order; it is confirmed or cancelled soon after.")
            .WithDescription("With an Idempotency-Key, a repeated request returns the order that the first one placed.")
            .Accepts<PlaceOrder>("application/json").ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        orders.MapGet("/{id}", FindAsync).WithName("GetOrder").WithSummary("An order with the steps of its saga.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        orders.MapGet("", ListAsync).WithName("ListOrders")
            .WithSummary("Orders, oldest first: all, those of a user, or those whose saga is not finished.").ProducesValidationProblem();
        orders.MapPost("/{id}/cancel", CancelAsync).WithName("CancelOrder").WithSummary("Cancels an order that is not confirmed yet.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    static async Task<Results<Accepted<OrderResponse>, ProblemHttpResult>> PlaceAsync(
        HttpRequest request, OrderStore store, TokenKey key, IDatabaseClock clock, CancellationToken cancellationToken)
    {
        var idempotencyKey = IdempotencyKey.Read(request);
        var body = await request.ReadJsonAsync(PlaceOrderReader.Read, cancellationToken);
        var order = Order.Place(body, key, clock.UtcNow.UtcDateTime);
        var fingerprint = idempotencyKey is null ? null : body.Fingerprint();
        var (placed, isOfThisRequest) = await store.PlaceAsync(order, idempotencyKey, fingerprint, cancellationToken);
        return isOfThisRequest ? Accepted(placed) : KeyIsTaken(placed.Id);
    }

    static async Task<Results<Ok<OrderResponse>, ProblemHttpResult>> FindAsync(
        Guid id, OrderStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } order ? TypedResults.Ok(OrderResponse.From(order)) : NotFound(id);

    static async Task<Ok<OrderList>> ListAsync(
        string? userId, bool? open, Guid? after, int? limit, OrderStore store, CancellationToken cancellationToken)
    {
        var (orders, last) = await Page.ReadAsync(
            limit, size => store.ListAsync(after ?? Guid.Empty, size, userId, open ?? false, cancellationToken),
            errors => errors.CheckText(userId, "userId", PlaceOrderReader.MaxIdLength));
        return TypedResults.Ok(new OrderList([.. orders.Select(OrderResponse.From)], last?.Id));
    }

    static async Task<Results<Accepted<OrderResponse>, ProblemHttpResult>> CancelAsync(
        Guid id, SagaStore store, IUnitOfWork unit, IDatabaseClock clock, CancellationToken cancellationToken)
    {
        if (await store.LoadOrderAsync(id, cancellationToken) is not { } order)
        {
            return NotFound(id);
        }

        var (saga, @event) = order.Saga.CancelByUser(clock.UtcNow.UtcDateTime);
        await store.SaveAsync([new(order.Saga, saga, @event)], cancellationToken);
        await unit.CommitAsync(cancellationToken);
        return saga.Status == OrderStatus.Confirmed
            ? TypedResults.Problem($"Order {id} is confirmed and can no longer be cancelled.", statusCode: StatusCodes.Status409Conflict)
            : Accepted(order with { Saga = saga });
    }

    static Accepted<OrderResponse> Accepted(Order order) =>
        TypedResults.Accepted($"/orders/{order.Id}", OrderResponse.From(order));

    // With the order's id: a caller that changed its request after a time-out learns that the first one had succeeded.
    static ProblemHttpResult KeyIsTaken(Guid orderId) => TypedResults.Problem(
        "The Idempotency-Key was used for another request.", statusCode: StatusCodes.Status422UnprocessableEntity,
        extensions: [new("orderId", orderId.ToString())]);

    static ProblemHttpResult NotFound(Guid id) =>
        TypedResults.Problem($"There is no order {id}.", statusCode: StatusCodes.Status404NotFound);
}
