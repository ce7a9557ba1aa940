using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.OrderHistory.Api;

static class HistoryApi
{
    const int MaxIdLength = 100;
    const int MaxDays = 366;
    const int DefaultDays = 30;

    static readonly DateTime Earliest = DateTime.UnixEpoch;
    static readonly DateTime Latest = HistoryPlace.Start.PlacedAt;

    public static void MapHistory(this IEndpointRouteBuilder routes)
    {
        var history = routes.MapGroup("/history").WithTags("History").ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status404NotFound);
        history.MapGet("/orders/{id}", FindAsync).WithName("GetOrderHistory")
            .WithSummary("An order with what every service says of it.");
        history.MapGet("/users/{userId}", ListAsync).WithName("ListOrderHistory")
            .WithSummary("A user's orders, newest first: all, or those with a status, or placed from one time to before another.")
            .ProducesValidationProblem();
        history.MapGet("/users/{userId}/totals", TotalsAsync).WithName("GetOrderTotals")
            .WithSummary("What a user's confirmed orders amount to, per day (UTC) and currency: by default of the last 30 days.")
            .ProducesValidationProblem();
    }

    static async Task<Results<Ok<HistoryResponse>, ProblemHttpResult>> FindAsync(
        Guid id, HttpContext context, IHistoryStore store, HistoryReader reader, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { Placed: { } placed } entry && MayRead(context, placed.UserId)
            ? TypedResults.Ok((await reader.JoinAsync([entry], cancellationToken))[0])
            : TypedResults.Problem($"There is no order {id}.", statusCode: StatusCodes.Status404NotFound);

    static async Task<Results<Ok<HistoryList>, ProblemHttpResult>> ListAsync(
        string userId, OrderState? status, DateTimeOffset? from, DateTimeOffset? to, string? after, int? limit, HttpContext context,
        IHistoryStore store, HistoryReader reader, CancellationToken cancellationToken)
    {
        if (!MayRead(context, userId))
        {
            return NoUser(userId);
        }

        var place = HistoryPlace.Start;
        var (entries, last) = await Page.ReadAsync(
            limit,
            size => store.ListAsync(new(userId, status, Bounded(from, Earliest), Bounded(to, Latest), place), size, cancellationToken),
            errors =>
            {
                errors.CheckText(userId, "userId", MaxIdLength);
                errors.Check(status is null || Enum.IsDefined(status.Value), "status", "Must be Placed, Confirmed or Cancelled.");
                errors.Check(from is null || to is null || from <= to, "to", "Must not be before from.");
                errors.Check(
                    after is null || HistoryCursor.TryParse(after, out place), "after", "Must be the value of next of the page before.");
            });
        return TypedResults.Ok(new HistoryList(
            await reader.JoinAsync(entries, cancellationToken),
            last?.Placed is { } placed ? HistoryCursor.Of(new(placed.At, last.OrderId)) : null));
    }

    static async Task<Results<Ok<TotalsResponse>, ProblemHttpResult>> TotalsAsync(
        string userId, DateOnly? from, DateOnly? to, HttpContext context, IHistoryStore store, IDatabaseClock clock,
        CancellationToken cancellationToken)
    {
        if (!MayRead(context, userId))
        {
            return NoUser(userId);
        }

        var last = to ?? DateOnly.FromDateTime(clock.UtcNow.UtcDateTime);
        var first = from ?? last.AddDays(Math.Max(1 - DefaultDays, -last.DayNumber));
        var errors = new FieldErrors();
        errors.CheckText(userId, "userId", MaxIdLength);
        errors.Check(last.Year is >= 1970 and < 9999, "to", "Must be a date from 1970-01-01 to 9998-12-31.");
        errors.Check(first <= last, "from", "Must not be after to.");
        errors.Check(first > last || last.DayNumber - first.DayNumber < MaxDays, "from", $"Must be at most {MaxDays} days before to.");
        errors.ThrowIfAny();
        return TypedResults.Ok(new TotalsResponse(userId, first, last, await store.TotalsAsync(userId, first, last, cancellationToken)));
    }

    /// <summary>Users read their own orders only; operators, services and direct calls inside the private network read all.</summary>
    static bool MayRead(HttpContext context, string userId) =>
        context.GetCaller() is not { Role: CallerRole.User } caller || caller.Id == userId;

    static ProblemHttpResult NoUser(string userId) =>
        TypedResults.Problem($"There is no user {userId}.", statusCode: StatusCodes.Status404NotFound);

    static DateTime Bounded(DateTimeOffset? time, DateTime otherwise) =>
        time is not { } given ? otherwise
        : given.UtcDateTime < Earliest ? Earliest
        : given.UtcDateTime > Latest ? Latest
        : given.UtcDateTime;
}
