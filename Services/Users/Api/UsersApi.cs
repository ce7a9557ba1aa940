using DbPerService.Messaging;
using DbPerService.ServiceDefaults;
using DbPerService.Users.Data;
using DbPerService.Users.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Users.Api;

static class UsersApi
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("Users")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        users.MapPost("", RegisterAsync).WithName("RegisterUser").WithSummary("Registers a user, with an id of the caller's or a made one.")
            .Accepts<RegisterUser>("application/json").ProducesProblem(StatusCodes.Status409Conflict);
        users.MapGet("/{id}", FindAsync).WithName("GetUser").WithSummary("A user; users see only themselves.")
            .TakesIfNoneMatch().ProducesProblem(StatusCodes.Status404NotFound);
        users.MapPut("/{id}", UpdateAsync).WithName("UpdateUser")
            .WithSummary("Changes the version of a user that If-Match names; without a password, that stays.")
            .Accepts<UpdateUser>("application/json").TakesIfMatch().ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    static async Task<Results<Created<UserResponse>, ProblemHttpResult>> RegisterAsync(
        HttpContext context, IUserStore store, Passwords passwords, IDatabaseClock clock, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadJsonAsync(UserReader.ReadRegistration, cancellationToken);
        var id = body.Id ?? Guid.CreateVersion7(clock.UtcNow).ToString();
        // Before the hash, which costs more than everything else.
        if (UserRules.IsReserved(id) || (body.Id is not null && await store.FindAsync(id, cancellationToken) is not null))
        {
            return IdTaken(id);
        }

        var hash = await passwords.HashAsync(body.Password, cancellationToken);
        var (user, registered) = UserRules.Register(id, body.Name, body.Email, hash, clock.UtcNow.UtcDateTime);
        switch (await store.SaveAsync(new Change<User>(null, user, registered), cancellationToken))
        {
            case SaveOutcome.IdTaken:
                return IdTaken(id);
            case SaveOutcome.EmailTaken:
                return EmailTaken();
            default:
                context.Response.SetVersion(user.Version);
                return TypedResults.Created($"/users/{Uri.EscapeDataString(id)}", UserResponse.From(user));
        }
    }

    static async Task<Results<Ok<UserResponse>, StatusCodeHttpResult, ProblemHttpResult>> FindAsync(
        string id, HttpContext context, IUserStore store, CancellationToken cancellationToken)
    {
        UserReader.CheckId(id);
        if (!IsVisible(id, context) || await store.FindAsync(id, cancellationToken) is not { } user)
        {
            return NotFound(id);
        }

        return context.IsKnownVersion(user.Version)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(UserResponse.From(user));
    }

    static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> UpdateAsync(
        string id, HttpContext context, IUserStore store, Passwords passwords, IDatabaseClock clock, CancellationToken cancellationToken)
    {
        UserReader.CheckId(id);
        if (!IsVisible(id, context))
        {
            return NotFound(id);
        }

        var ifMatch = context.Request.RequireIfMatch();
        var body = await context.Request.ReadJsonAsync(UserReader.ReadUpdate, cancellationToken);
        if (await store.FindAsync(id, cancellationToken) is not { } user)
        {
            return NotFound(id);
        }

        ifMatch.ThrowUnlessMatches(user.Version);
        if (user.Role == UserRole.Operator && body.Password is not null)
        {
            return TypedResults.Problem(
                "The operator's password is the setting Users:OperatorPassword.", statusCode: StatusCodes.Status409Conflict);
        }

        var hash = body.Password is null ? null : await passwords.HashAsync(body.Password, cancellationToken);
        var (changed, updated) = UserRules.Update(user, body.Name, body.Email, hash, clock.UtcNow.UtcDateTime);
        switch (await store.SaveAsync(new Change<User>(user, changed, updated), cancellationToken))
        {
            case SaveOutcome.EmailTaken:
                return EmailTaken();
            case SaveOutcome.Changed:
                return TypedResults.Problem(
                    $"User {id} was changed at the same time: read it again.", statusCode: StatusCodes.Status412PreconditionFailed);
            default:
                context.Response.SetVersion(changed.Version);
                return TypedResults.Ok(UserResponse.From(changed));
        }
    }

    static bool IsVisible(string id, HttpContext context) =>
        context.GetCaller() is not { Role: CallerRole.User } caller || caller.Id == id;

    static ProblemHttpResult NotFound(string id) =>
        TypedResults.Problem($"There is no user {id}.", statusCode: StatusCodes.Status404NotFound);

    static ProblemHttpResult IdTaken(string id) =>
        TypedResults.Problem($"The id {id} is taken.", statusCode: StatusCodes.Status409Conflict);

    static ProblemHttpResult EmailTaken() =>
        TypedResults.Problem("Another user has this email.", statusCode: StatusCodes.Status409Conflict);
}
