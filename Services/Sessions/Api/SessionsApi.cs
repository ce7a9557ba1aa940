using DbPerService.ServiceDefaults;
using DbPerService.Sessions.Clients;
using DbPerService.Sessions.Data;
using DbPerService.Sessions.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Sessions.Api;

static class SessionsApi
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/sessions").WithTags("Sessions")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        sessions.MapPost("", CreateAsync).WithName("CreateSession")
            .WithSummary("Signs a user in, or begins the session of a guest; the response has the session's token.")
            .Accepts<NewSession>("application/json").ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        var own = sessions.MapGroup("/{id}")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound);
        own.MapGet("", FindAsync).WithName("GetSession").WithSummary("The session with its basket.");
        own.MapDelete("", DeleteAsync).WithName("DeleteSession").WithSummary("Signs the user out.");
        own.MapPut("/basket", SetBasketAsync).WithName("SetBasket")
            .WithSummary("Replaces the basket: with If-Match only a version that the caller has seen.").Accepts<SetBasket>("application/json")
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        own.MapCheckout();
        routes.MapPost("/internal/sessions/resolve", ResolveAsync).RequireService().WithName("ResolveSession").WithTags("Internal")
            .WithSummary("The session of a token, for other services. Counts as a use of the session.")
            .Accepts<ResolveSession>("application/json").ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    static async Task<Results<Created<SessionResponse>, ProblemHttpResult>> CreateAsync(
        HttpContext context, ISessionStore store, UsersClient users, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadJsonAsync(SessionReaders.ReadNewSession, cancellationToken);
        var user = body is { UserId: { } userId, Password: { } password }
            ? await users.VerifyAsync(userId, password, cancellationToken)
            : new SignIn.Verified(Guest.NewId(), SessionRole.User);
        switch (user)
        {
            case SignIn.Verified verified:
                var token = SessionToken.New();
                var session = await store.CreateAsync(
                    Guid.CreateVersion7(), SessionToken.Hash(token), verified.UserId, verified.Role, cancellationToken);
                context.Response.Headers.CacheControl = "no-store";
                return TypedResults.Created($"/sessions/{session.Id}", SessionResponse.From(session, token));
            case SignIn.Wrong:
                return TypedResults.Problem("User id or password is wrong.", statusCode: StatusCodes.Status401Unauthorized);
            case SignIn.TooMany(var retryAfter):
                context.Response.Headers.RetryAfter = retryAfter;
                return TypedResults.Problem("Too many attempts to sign in.", statusCode: StatusCodes.Status429TooManyRequests);
            default:
                return context.Response.Unavailable("Passwords cannot be verified at the moment; retry.");
        }
    }

    static async Task<Ok<SessionResponse>> FindAsync(Guid id, HttpContext context, SessionAccess access, CancellationToken cancellationToken) =>
        TypedResults.Ok(SessionResponse.From(await access.AuthorizeAsync(context, id, cancellationToken)));

    static async Task<NoContent> DeleteAsync(
        Guid id, HttpContext context, SessionAccess access, ISessionStore store, CancellationToken cancellationToken)
    {
        await access.AuthorizeAsync(context, id, cancellationToken);
        await store.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    static async Task<Results<Ok<BasketResponse>, ProblemHttpResult>> SetBasketAsync(
        Guid id, HttpContext context, SessionAccess access, ISessionStore store, CancellationToken cancellationToken)
    {
        await access.AuthorizeAsync(context, id, cancellationToken);
        var version = BasketVersion.ReadIfMatch(context.Request);
        var body = await context.Request.ReadJsonAsync(SessionReaders.ReadBasket, cancellationToken);
        var (outcome, session) = await store.SetBasketAsync(id, body.Currency, body.Lines, version, cancellationToken)
            ?? throw SessionAccess.NotFound(id);
        context.Response.SetVersion(session.Basket.Version);
        return outcome switch
        {
            BasketOutcome.Set => TypedResults.Ok(BasketResponse.From(session)),
            BasketOutcome.OtherVersion => OtherVersion(session.Basket.Version),
            _ => TypedResults.Problem(
                "A checkout of the basket has begun, and an order may have been placed: check out again to find out.",
                statusCode: StatusCodes.Status409Conflict),
        };
    }

    static async Task<Results<Ok<ResolvedSession>, ProblemHttpResult>> ResolveAsync(
        HttpRequest request, ISessionStore store, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(SessionReaders.ReadToken, cancellationToken);
        return await store.ResolveAsync(SessionToken.Hash(body.Token), cancellationToken) is { } session
            ? TypedResults.Ok(new ResolvedSession(session.Id, session.UserId, session.Role, session.ExpiresAt))
            : TypedResults.Problem("There is no session with this token.", statusCode: StatusCodes.Status404NotFound);
    }

    static ProblemHttpResult OtherVersion(long version) => TypedResults.Problem(
        $"The basket has version {version}, not that of If-Match: read it again.", statusCode: StatusCodes.Status412PreconditionFailed);
}
