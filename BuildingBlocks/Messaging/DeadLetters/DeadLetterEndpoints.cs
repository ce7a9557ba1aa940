using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbPerService.Messaging;

/// <summary>Operators' endpoints for dead letters.</summary>
static class DeadLetterEndpoints
{
    const int DefaultLimit = 100;
    const int MaxLimit = 1000;
    const int MaxReasonLength = 1000;
    const int MaxNameLength = 200;

    // For a redrive by reason: well within the time-outs of clients and proxies.
    static readonly TimeSpan RedriveLimit = TimeSpan.FromSeconds(20);

    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/dead-letters");
        group.MapGet("", ListAsync)
            .WithName("GetDeadLetters")
            .WithSummary("Messages that could not be applied, and those of the same keys that wait behind them, oldest first.");
        group.MapGet("/discarded", DiscardedAsync)
            .WithName("GetDiscardedDeadLetters")
            .WithSummary("Dead letters that were discarded, with the operator's reason, oldest first.");
        group.MapGet("/summary", SummaryAsync)
            .WithName("GetDeadLetterSummary")
            .WithSummary("The number of waiting dead letters by topic and reason, and the age of the oldest.");
        group.MapGet("/{id:guid}", FindAsync)
            .WithName("GetDeadLetter")
            .WithSummary("One dead letter with its payload and headers.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/redrive", RedriveAsync)
            .WithName("RedriveDeadLetters")
            .WithSummary("Applies dead letters again: one with all before it, a key, or all keys that wait for a reason; each key in order, until one fails.");
        group.MapPost("/discard", DiscardAsync)
            .WithName("DiscardDeadLetters")
            .WithSummary("Discards one dead letter, or all of a key; they keep the reason and block nothing any more.");
    }

    static Task<Results<Ok<DeadLetterPage>, ValidationProblem>> ListAsync(
        string? topic, string? key, string? reason, long? after, int? limit, IDeadLetterStore store, CancellationToken cancellationToken) =>
        PageAsync(new DeadLetterFilter(topic, key), reason, after, limit, store, cancellationToken);

    static Task<Results<Ok<DeadLetterPage>, ValidationProblem>> DiscardedAsync(
        string? topic, string? key, string? reason, long? after, int? limit, IDeadLetterStore store, CancellationToken cancellationToken) =>
        PageAsync(new DeadLetterFilter(topic, key, Discarded: true), reason, after, limit, store, cancellationToken);

    static async Task<Results<Ok<DeadLetterPage>, ValidationProblem>> PageAsync(
        DeadLetterFilter filter, string? reason, long? after, int? limit, IDeadLetterStore store, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        Check(errors, limit is null or (>= 1 and <= MaxLimit), "limit", $"Must be from 1 to {MaxLimit}.");
        Check(errors, after is null or >= 0, "after", "Must not be negative.");
        CheckText(errors, filter.Topic, "topic", MaxNameLength);
        CheckText(errors, filter.Key, "key", int.MaxValue);
        var reasonValue = ReadReason(errors, reason);
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var letters = await store.ListAsync(
            filter with { Reason = reasonValue, After = after ?? 0, Limit = limit ?? DefaultLimit }, cancellationToken);
        return TypedResults.Ok(new DeadLetterPage(
            [.. letters.Select(DeadLetterItem.Of)], letters.Count == (limit ?? DefaultLimit) ? letters[^1].Position : null));
    }

    static async Task<Ok<DeadLetterSummary>> SummaryAsync(IDeadLetterStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(DeadLetterSummary.Of(await store.CountAsync(cancellationToken)));

    static async Task<Results<Ok<DeadLetterContent>, ProblemHttpResult>> FindAsync(
        Guid id, IDeadLetterStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is ({ } letter, { } message)
            ? TypedResults.Ok(DeadLetterContent.Of(letter, message))
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "There is no such dead letter.");

    static async Task<Results<Ok<RedriveResponse>, ValidationProblem>> RedriveAsync(
        RedriveRequest request, Redriver redriver, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        CheckText(errors, request.Topic, "topic", MaxNameLength);
        CheckText(errors, request.Key, "key", int.MaxValue);
        var reason = ReadReason(errors, request.Reason);
        Check(
            errors, request is { Id: not null, Topic: null, Key: null, Reason: null } or { Id: null, Topic: not null, Key: not null, Reason: null }
                or { Id: null, Key: null, Reason: not null }, "id", "Must be an id, a topic and a key, or a reason and perhaps a topic.");
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var started = time.GetTimestamp();
        var outcome = request switch
        {
            { Id: { } id } => await redriver.RedriveAsync(id, cancellationToken),
            { Key: { } key } => await redriver.RedriveKeyAsync(request.Topic!, key, long.MaxValue, cancellationToken),
            _ => await redriver.RedriveAsync(
                reason!.Value, request.Topic, () => time.GetElapsedTime(started) < RedriveLimit, cancellationToken),
        };
        return TypedResults.Ok(RedriveResponse.Of(outcome, isComplete: reason is null || time.GetElapsedTime(started) < RedriveLimit));
    }

    static async Task<Results<Ok<DiscardResponse>, ValidationProblem>> DiscardAsync(
        DiscardRequest request, IDeadLetterStore store, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        CheckText(errors, request.Topic, "topic", MaxNameLength);
        CheckText(errors, request.Key, "key", int.MaxValue);
        Check(errors, !string.IsNullOrWhiteSpace(request.Reason), "reason", "Must not be empty: it is stored with the dead letters.");
        CheckText(errors, request.Reason, "reason", MaxReasonLength);
        CheckText(errors, request.By, "by", MaxNameLength);
        Check(
            errors, request is { Id: not null, Topic: null, Key: null } or { Id: null, Topic: not null, Key: not null },
            "id", "Must be an id, or a topic and a key.");
        return errors.Count > 0
            ? TypedResults.ValidationProblem(errors)
            : TypedResults.Ok(new DiscardResponse(await store.DiscardAsync(
                request.Id, request.Topic, request.Key, request.Reason!, request.By, cancellationToken)));
    }

    static DeadLetterReason? ReadReason(Dictionary<string, string[]> errors, string? reason)
    {
        if (reason is null)
        {
            return null;
        }

        var names = Enum.GetNames<DeadLetterReason>();
        Check(errors, names.Contains(reason), "reason", $"Must be one of {string.Join(", ", names)}.");
        return errors.ContainsKey("reason") ? null : Enum.Parse<DeadLetterReason>(reason);
    }

    static void CheckText(Dictionary<string, string[]> errors, string? text, string field, int maxLength)
    {
        Check(errors, text is null || text.Length <= maxLength, field, $"Must have at most {maxLength} characters.");
        Check(errors, text is null || !text.Contains('\0'), field, "Must not contain U+0000.");
    }

    static void Check(Dictionary<string, string[]> errors, bool isValid, string field, string error)
    {
        if (!isValid)
        {
            errors.TryAdd(field, [error]);
        }
    }
}
