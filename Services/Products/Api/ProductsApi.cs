using DbPerService.Products.Data;
using DbPerService.Products.Domain;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Products.Api;

static class ProductsApi
{
    public static void MapProducts(this IEndpointRouteBuilder routes)
    {
        var products = routes.MapGroup("/products").WithTags("Products")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        products.MapPost("", AddAsync).WithName("AddProduct").WithSummary("Adds a product, under the given id or a new one.")
            .Accepts<NewProduct>("application/json").RequireOperator().ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);
        products.MapGet("/{id}", FindAsync).WithName("GetProduct").WithSummary("A product, with its version as ETag.")
            .TakesIfNoneMatch().ProducesProblem(StatusCodes.Status404NotFound);
        products.MapPut("/{id}", ChangeAsync).WithName("ChangeProduct").WithSummary("Replaces what is said of a product.")
            .Accepts<ChangedProduct>("application/json").TakesIfMatch().RequireOperator().ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        products.MapGet("", ListAsync).WithName("ListProducts").WithSummary("Products by id: all, or those of a category.");
    }

    static async Task<Results<Created<ProductResponse>, ProblemHttpResult>> AddAsync(
        HttpContext context, ProductStore store, CancellationToken cancellationToken)
    {
        var (id, details) = await context.Request.ReadJsonAsync(ProductReader.ReadNew, cancellationToken);
        var product = Product.Add(id ?? Guid.CreateVersion7().ToString(), details);
        if (!await store.TryAddAsync(product, cancellationToken))
        {
            return TypedResults.Problem($"There is a product {id} already.", statusCode: StatusCodes.Status409Conflict);
        }

        context.Response.SetVersion(product.Version);
        return TypedResults.Created($"/products/{Uri.EscapeDataString(product.Id)}", ProductResponse.From(product));
    }

    static async Task<Results<Ok<ProductResponse>, StatusCodeHttpResult, ProblemHttpResult>> FindAsync(
        string id, HttpContext context, ProductStore store, CancellationToken cancellationToken)
    {
        CheckId(id);
        return await store.FindAsync(id, cancellationToken) switch
        {
            null => NotFound(id),
            { } product when context.IsKnownVersion(product.Version) => TypedResults.StatusCode(StatusCodes.Status304NotModified),
            { } product => TypedResults.Ok(ProductResponse.From(product)),
        };
    }

    static async Task<Results<Ok<ProductResponse>, ProblemHttpResult>> ChangeAsync(
        string id, HttpContext context, ProductStore store, CancellationToken cancellationToken)
    {
        CheckId(id);
        var ifMatch = context.Request.RequireIfMatch();
        var details = await context.Request.ReadJsonAsync(ProductReader.ReadDetails, cancellationToken);
        if (await store.LoadAsync(id, cancellationToken) is not { } product)
        {
            return NotFound(id);
        }

        ifMatch.ThrowUnlessMatches(product.Version);
        product.Change(details);
        if (!await store.TrySaveAsync(cancellationToken))
        {
            return TypedResults.Problem(
                $"Product {id} has just been changed by another request: read it again.",
                statusCode: StatusCodes.Status412PreconditionFailed);
        }

        context.Response.SetVersion(product.Version);
        return TypedResults.Ok(ProductResponse.From(product));
    }

    static async Task<Ok<ProductList>> ListAsync(
        string? category, string? after, int? limit, ProductStore store, CancellationToken cancellationToken)
    {
        var (products, last) = await Page.ReadAsync(
            limit, size => store.ListAsync(category, after ?? "", size, cancellationToken),
            errors =>
            {
                errors.CheckText(category, "category", ProductReader.MaxCategoryLength);
                errors.CheckText(after, "after", ProductReader.MaxIdLength);
            });
        return TypedResults.Ok(new ProductList([.. products.Select(ProductResponse.From)], last?.Id));
    }

    static void CheckId(string id)
    {
        var errors = new FieldErrors();
        errors.CheckText(id, "id", ProductReader.MaxIdLength);
        errors.ThrowIfAny();
    }

    static ProblemHttpResult NotFound(string id) =>
        TypedResults.Problem($"There is no product {id}.", statusCode: StatusCodes.Status404NotFound);
}
