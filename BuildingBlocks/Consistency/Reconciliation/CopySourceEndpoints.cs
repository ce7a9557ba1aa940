using DbPerService.Consistency;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>The owner's side of reconciliation.</summary>
public static class CopySourceEndpoints
{
    const int MaxParts = 200;
    const int MaxSize = 5_000;
    const int MaxKey = 1_000;
    const int MaxFields = 50;

    /// <summary>
    /// Maps <c>/internal/copies/{topic}/digests</c> and <c>/internal/copies/{topic}/items</c>, with which services compare and fill their
    /// copies. Admit services only.
    /// </summary>
    /// <typeparam name="TSource">The registered service that reads the owner's entries.</typeparam>
    /// <param name="routes">The API's routes.</param>
    /// <param name="topic">The topic on which the owner publishes the same data.</param>
    /// <returns>The group, to restrict who may call it.</returns>
    public static RouteGroupBuilder MapCopySource<TSource>(this IEndpointRouteBuilder routes, string topic) where TSource : class, ICopySource
    {
        var group = routes.MapGroup($"/internal/copies/{topic}").WithTags("Internal")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/digests", (string? from, string? to, int? parts, int? size, string? fields, HttpContext context) =>
            DigestsAsync(context.RequestServices.GetRequiredService<TSource>(), from, to, parts, size, fields, context.RequestAborted))
            .WithName("GetCopyDigests").WithSummary("Digests of the entries by key range, to be compared with those of a copy; for services only.")
            .Produces<DigestPage>().ProducesValidationProblem();
        group.MapGet("/items", (string? after, string? to, int? limit, HttpContext context) =>
            ItemsAsync(context.RequestServices.GetRequiredService<TSource>(), after, to, limit, context.RequestAborted))
            .WithName("ListCopyItems").WithSummary("The entries of a key range, to fill or repair a copy; for services only.")
            .Produces<ItemPage>().ProducesValidationProblem();
        return group;
    }

    static async Task<IResult> DigestsAsync(
        ICopySource source, string? from, string? to, int? parts, int? size, string? fields, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        Check(errors, "from", from);
        Check(errors, "to", to);
        Check(errors, "parts", parts, MaxParts);
        Check(errors, "size", size, MaxSize);
        string[] named = [.. (fields ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
        if (named.Length is 0 or > MaxFields)
        {
            errors["fields"] = [$"Must name 1 to {MaxFields} fields, separated by commas."];
        }

        if (errors.Count > 0)
        {
            return Results.ValidationProblem(errors);
        }

        var (divided, next) = await CopyDigest.DivideAsync(
            source, new KeyRange(from ?? "", to), size ?? CopyDigest.PageSize, parts ?? MaxParts, named, cancellationToken);
        return Results.Json(new DigestPage(divided, next), CopyJson.Default.DigestPage);
    }

    static async Task<IResult> ItemsAsync(
        ICopySource source, string? after, string? to, int? limit, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        Check(errors, "after", after);
        Check(errors, "to", to);
        Check(errors, "limit", limit, CopyDigest.PageSize);
        if (errors.Count > 0)
        {
            return Results.ValidationProblem(errors);
        }

        var most = limit ?? CopyDigest.PageSize;
        var items = await source.ReadAsync(new KeyRange(after ?? "", to), most, cancellationToken);
        return Results.Json(new ItemPage(items, items.Count == most ? items[^1].Key : null), CopyJson.Default.ItemPage);
    }

    static void Check(Dictionary<string, string[]> errors, string name, string? key)
    {
        if (key?.Length > MaxKey || key?.Contains('\0') == true)
        {
            errors[name] = [$"Must be a key of at most {MaxKey} characters."];
        }
    }

    static void Check(Dictionary<string, string[]> errors, string name, int? number, int most)
    {
        if (number < 1 || number > most)
        {
            errors[name] = [$"Must be from 1 to {most}."];
        }
    }
}
