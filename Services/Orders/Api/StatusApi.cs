using DbPerService.Consistency;
using DbPerService.Orders.Data;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Orders.Api;

/// <summary>What participants that hold something for orders ask about them.</summary>
static class StatusApi
{
    const int MostIds = 500;

    public static void MapOrderStatus(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/internal/orders/status", FindAsync).RequireService()
            .WithTags("Internal").WithName("GetOrderStatuses").WithSummary("Which orders exist, and which of them are over; for services only.")
            .Accepts<HoldQuestion>("application/json").ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    static async Task<Ok<HoldAnswer>> FindAsync(HttpRequest request, OrderStore store, CancellationToken cancellationToken)
    {
        var ids = await request.ReadJsonAsync(ReadIds, cancellationToken);
        return TypedResults.Ok(new HoldAnswer(ids.Count, await store.FindHeldAsync(ids, cancellationToken)));
    }

    static List<Guid> ReadIds(System.Text.Json.JsonElement body, FieldErrors errors)
    {
        var ids = new List<Guid>();
        foreach (var (element, path) in new JsonFields(body, "", errors, "ids").List("ids", 1, MostIds))
        {
            if (element.ValueKind == System.Text.Json.JsonValueKind.String && element.TryGetGuid(out var id))
            {
                ids.Add(id);
            }
            else
            {
                errors.Add(path, "Is not an order id.");
            }
        }

        return ids;
    }
}
