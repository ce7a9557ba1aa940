using DbPerService.Payments.Data;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Payments.Api;

static class PaymentsApi
{
    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        var payments = routes.MapGroup("/payments").WithTags("Payments").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        payments.MapGet("/{orderId}", FindAsync).WithName("GetPayment").WithSummary("The payment of an order, with its attempts.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        payments.MapGet("", ListAsync).WithName("ListPayments").WithSummary("All payments, by order id.").ProducesValidationProblem();
    }

    static async Task<Results<Ok<PaymentResponse>, ProblemHttpResult>> FindAsync(
        Guid orderId, IPaymentStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(orderId, cancellationToken) is { } payment
            ? TypedResults.Ok(PaymentResponse.From(payment))
            : TypedResults.Problem($"There is no payment for order {orderId}.", statusCode: StatusCodes.Status404NotFound);

    static async Task<Ok<PaymentList>> ListAsync(Guid? after, int? limit, IPaymentStore store, CancellationToken cancellationToken)
    {
        var (payments, last) = await Page.ReadAsync(limit, size => store.ListAsync(after ?? Guid.Empty, size, cancellationToken));
        return TypedResults.Ok(new PaymentList([.. payments.Select(PaymentResponse.From)], last?.OrderId));
    }
}
