using System.Text.Json;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DbPerService.Sessions.Api;

static class CheckoutApi
{
    const string RetryAfterSeconds = "2";

    public static void MapCheckout(this IEndpointRouteBuilder session) =>
        session.MapPost("/checkout", CheckOutAsync).WithName("CheckOut").WithSummary("Orders the basket, once.")
            .WithDescription(
                "May be repeated until it answers 202: however often, and whatever fails in between, one order is placed per basket. Repeat it "
                + "with the same payment token. With If-Match it orders only that version of the basket.")
            .Accepts<CheckoutRequest>("application/json").ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    static async Task<Results<Accepted<JsonElement>, ProblemHttpResult>> CheckOutAsync(
        Guid id, HttpContext context, SessionAccess access, CheckoutProcess checkout, CancellationToken cancellationToken)
    {
        var session = await access.AuthorizeAsync(context, id, cancellationToken);
        var expected = BasketVersion.ReadIfMatch(context.Request);
        var request = await context.Request.ReadJsonAsync(SessionReaders.ReadCheckout, cancellationToken);
        switch (await checkout.RunAsync(session, request, expected ?? session.Basket.Version))
        {
            case CheckoutResult.Placed placed:
                return TypedResults.Accepted($"/orders/{placed.OrderId}", placed.Order);
            case CheckoutResult.Refused refused:
                return TypedResults.Problem(ProblemOf(refused));
            case CheckoutResult.OtherBasketOrdered(var orderId):
                return TypedResults.Problem(
                    $"An earlier checkout has placed order {orderId}, of what was in the basket then. What is in it now has not been ordered.",
                    statusCode: StatusCodes.Status409Conflict, extensions: [new("orderId", orderId.ToString())]);
            case CheckoutResult.NothingToOrder:
                return TypedResults.Problem("The basket is empty.", statusCode: StatusCodes.Status409Conflict);
            case CheckoutResult.BasketChanged when expected is null:
                return TypedResults.Problem("The basket was changed meanwhile; check out again.", statusCode: StatusCodes.Status409Conflict);
            case CheckoutResult.BasketChanged:
                return TypedResults.Problem(
                    "The basket has another version than If-Match: read it again.", statusCode: StatusCodes.Status412PreconditionFailed);
            case CheckoutResult.NoSession:
                throw SessionAccess.NotFound(id);
            default:
                return context.Response.Unavailable("Orders is unavailable, and the order may have been placed: check out again.");
        }
    }

    /// <summary>A 503 that may pass soon.</summary>
    public static ProblemHttpResult Unavailable(this HttpResponse response, string detail)
    {
        response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>The problem of Orders, whose fields are those of the basket.</summary>
    static ProblemDetails ProblemOf(CheckoutResult.Refused refused)
    {
        var problem = refused.Problem?.Deserialize(ApiJson.Default.ProblemDetails) ?? new ProblemDetails();
        problem.Status = refused.Status;
        return problem;
    }
}
