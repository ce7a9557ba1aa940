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
            .WithDescription("""
                With an Idempotency-Key, a repeated request returns the order that the first one placed. A line without unitPrice takes the
                product's price. A signed-in user may leave out userId.
                """)
            .Accepts<PlaceOrder>("application/json").ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        orders.MapGet("/{id}", FindAsync).WithName("GetOrder").WithSummary("An order with the steps of its saga.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        orders.MapGet("", ListAsync).WithName("ListOrders")
            .WithSummary("Orders, oldest first: all, those of a user, or those whose saga is not finished.").ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        orders.MapPost("/{id}/cancel", CancelAsync).WithName("CancelOrder").WithSummary("Cancels an order that is not confirmed yet.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    static async Task<Results<Accepted<OrderResponse>, ProblemHttpResult>> PlaceAsync(
        HttpContext context, OrderIntake intake, Currencies currencies, CancellationToken cancellationToken)
    {
        var user = SignedInUser(context);
        var key = IdempotencyKey.Read(context.Request);
        var request = await context.Request.ReadJsonAsync(
            (body, errors) => PlaceOrderReader.Read(body, errors, currencies.Current, user), cancellationToken);
        if (user is not null && request.UserId != user)
        {
            return TypedResults.Problem("The userId is another user's.", statusCode: StatusCodes.Status403Forbidden);
        }

        var (order, isOfThisRequest, refusals) = await intake.PlaceAsync(request, key, cancellationToken);
        return order is null ? Refused(refusals) : isOfThisRequest ? Accepted(order) : KeyIsTaken(order, context);
    }

    static async Task<Results<Ok<OrderResponse>, ProblemHttpResult>> FindAsync(
        Guid id, HttpContext context, OrderStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } order && IsVisible(order.UserId, context)
            ? TypedResults.Ok(OrderResponse.From(order))
            : NotFound(id);

    static async Task<Results<Ok<OrderList>, ProblemHttpResult>> ListAsync(
        string? userId, bool? open, Guid? after, int? limit, HttpContext context, OrderStore store, CancellationToken cancellationToken)
    {
        userId ??= SignedInUser(context);
        if (userId is not null && !IsVisible(userId, context))
        {
            return TypedResults.Problem($"There is no user {userId}.", statusCode: StatusCodes.Status404NotFound);
        }

        var (orders, last) = await Page.ReadAsync(
            limit, size => store.ListAsync(after ?? Guid.Empty, size, userId, open ?? false, cancellationToken),
            errors => errors.CheckText(userId, "userId", PlaceOrderReader.MaxIdLength));
        return TypedResults.Ok(new OrderList([.. orders.Select(OrderResponse.From)], last?.Id));
    }

    static async Task<Results<Accepted<OrderResponse>, ProblemHttpResult>> CancelAsync(
        Guid id, HttpContext context, SagaStore store, IUnitOfWork unit, IDatabaseClock clock, CancellationToken cancellationToken)
    {
        if (await store.LoadOrderAsync(id, cancellationToken) is not { } order || !IsVisible(order.UserId, context))
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

    /// <returns>The signed-in user; null for anyone else, who is not restricted to orders of their own.</returns>
    static string? SignedInUser(HttpContext context) => context.GetCaller() is { Role: CallerRole.User, Id: var id } ? id : null;

    static bool IsVisible(string userId, HttpContext context) => SignedInUser(context) is not { } user || user == userId;

    static Accepted<OrderResponse> Accepted(Order order) =>
        TypedResults.Accepted($"/orders/{order.Id}", OrderResponse.From(order));

    // With the order's id: a caller that changed its request after a time-out learns that the first one had succeeded.
    static ProblemHttpResult KeyIsTaken(Order order, HttpContext context) => TypedResults.Problem(
        "The Idempotency-Key was used for another request.", statusCode: StatusCodes.Status422UnprocessableEntity,
        extensions: IsVisible(order.UserId, context) ? [new("orderId", order.Id.ToString())] : null);

    static ProblemHttpResult NotFound(Guid id) =>
        TypedResults.Problem($"There is no order {id}.", statusCode: StatusCodes.Status404NotFound);

    static ProblemHttpResult Refused(IReadOnlyList<Refusal> refusals) => TypedResults.Problem(new HttpValidationProblemDetails(
        refusals.ToDictionary(refusal => refusal.Field, refusal => new[] { refusal.Error }))
    {
        Status = StatusCodes.Status422UnprocessableEntity,
        Detail = "The order cannot be accepted as it is; see errors.",
        Extensions =
        {
            ["currentPrices"] = refusals.Select(refusal => refusal.Current).OfType<ProductCopy>()
                .Select(product => new CurrentPrice(product.ProductId, product.UnitPrice, product.Currency)).ToArray(),
        },
    });
}
