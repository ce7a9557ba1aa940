using System.Globalization;
using DbPerService.Messaging;
using DbPerService.ServiceDefaults;
using DbPerService.Users.Data;
using DbPerService.Users.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Users.Api;

/// <summary>Verifies passwords, for other services only.</summary>
static class CredentialsApi
{
    public static void MapCredentials(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/internal/credentials", VerifyAsync).RequireService()
            .WithTags("Internal").WithName("VerifyCredentials").WithSummary("Whether this is the user's password; for services only.")
            .Accepts<Credentials>("application/json").ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    static async Task<Results<Ok<VerifiedUser>, ProblemHttpResult>> VerifyAsync(
        HttpContext context, IUserStore store, Passwords passwords, SignInAttempts attempts, CancellationToken cancellationToken)
    {
        var credentials = await context.Request.ReadJsonAsync(UserReader.ReadCredentials, cancellationToken);
        if (!attempts.TryBegin(credentials.UserId, out var wait))
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return TypedResults.Problem("Too many wrong passwords for this user.", statusCode: StatusCodes.Status429TooManyRequests);
        }

        var isWrong = false;
        try
        {
            var user = await store.FindAsync(credentials.UserId, cancellationToken);
            var (isRight, newHash) = await passwords.VerifyAsync(user?.PasswordHash, credentials.Password, cancellationToken);
            isWrong = !isRight;
            if (user is null || isWrong)
            {
                return TypedResults.Problem("User or password is wrong.", statusCode: StatusCodes.Status401Unauthorized);
            }

            if (newHash is not null)
            {
                // If the user was changed meanwhile, the next time will do.
                await store.SaveAsync(new Change<User>(user, UserRules.Rehash(user, newHash)), cancellationToken);
            }

            return TypedResults.Ok(VerifiedUser.From(user));
        }
        finally
        {
            if (!isWrong)
            {
                attempts.Return(credentials.UserId);
            }
        }
    }
}
