using DbPerService.Inventory.Data;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Inventory.Api;

static class StockApi
{
    const int MaxIdLength = 100;
    const int MaxOnHand = 1_000_000_000;
    const int MaxReceipt = 1_000_000;

    public static void MapStock(this IEndpointRouteBuilder routes)
    {
        var stock = routes.MapGroup("/stock").WithTags("Stock")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        stock.MapGet("/{productId}", FindAsync).WithName("GetStock").WithSummary("The stock of a product.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        stock.MapGet("", ListAsync).WithName("ListStock").WithSummary("The stock of all products, by product id.");
        stock.MapPut("/{productId}", SetAsync).WithName("SetStock").WithSummary("Sets the quantity on hand, not below the reserved one.")
            .Accepts<SetStock>("application/json").ProducesProblem(StatusCodes.Status409Conflict);
        stock.MapPost("/{productId}/receipts", ReceiveAsync).WithName("ReceiveStock")
            .WithSummary("Adds received goods; the same receipt counts once.").Accepts<StockReceipt>("application/json")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    static async Task<Results<Ok<StockResponse>, ProblemHttpResult>> FindAsync(
        string productId, IStockStore store, CancellationToken cancellationToken)
    {
        CheckId(productId);
        return await store.FindAsync(productId, cancellationToken) is { } item ? TypedResults.Ok(StockResponse.From(item)) : NotFound(productId);
    }

    static async Task<Ok<StockList>> ListAsync(string? after, int? limit, IStockStore store, CancellationToken cancellationToken)
    {
        var (items, last) = await Page.ReadAsync(
            limit, size => store.ListAsync(after ?? "", size, cancellationToken), errors => errors.CheckText(after, "after", MaxIdLength));
        return TypedResults.Ok(new StockList([.. items.Select(StockResponse.From)], last?.ProductId));
    }

    static async Task<Results<Ok<StockResponse>, ProblemHttpResult>> SetAsync(
        string productId, HttpRequest request, IStockStore store, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(
            (json, errors) =>
            {
                errors.CheckText(productId, "productId", MaxIdLength);
                return new SetStock(new JsonFields(json, "", errors, "onHand").WholeNumber("onHand", 0, MaxOnHand));
            },
            cancellationToken);
        return await store.SetOnHandAsync(productId, body.OnHand, cancellationToken) is { } item
            ? TypedResults.Ok(StockResponse.From(item))
            : TypedResults.Problem(
                $"More than {body.OnHand} of product {productId} is reserved.", statusCode: StatusCodes.Status409Conflict);
    }

    static async Task<Results<Ok<StockResponse>, ProblemHttpResult>> ReceiveAsync(
        string productId, HttpRequest request, IStockStore store, CancellationToken cancellationToken)
    {
        var receipt = await request.ReadJsonAsync(
            (json, errors) =>
            {
                errors.CheckText(productId, "productId", MaxIdLength);
                var fields = new JsonFields(json, "", errors, "receiptId", "quantity");
                return new StockReceipt(fields.Text("receiptId", MaxIdLength), fields.WholeNumber("quantity", 1, MaxReceipt));
            },
            cancellationToken);
        return await store.ReceiveAsync(productId, receipt.ReceiptId, receipt.Quantity, cancellationToken) switch
        {
            (ReceiptOutcome.UnknownProduct, _) => NotFound(productId),
            (_, { } item) => TypedResults.Ok(StockResponse.From(item)),
            _ => TypedResults.Problem(
                $"Receipt {receipt.ReceiptId} was received with another quantity.", statusCode: StatusCodes.Status422UnprocessableEntity),
        };
    }

    static void CheckId(string productId)
    {
        var errors = new FieldErrors();
        errors.CheckText(productId, "productId", MaxIdLength);
        errors.ThrowIfAny();
    }

    static ProblemHttpResult NotFound(string productId) =>
        TypedResults.Problem($"There is no product {productId}.", statusCode: StatusCodes.Status404NotFound);
}
