using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Gateway.Api;

/// <summary>The Gateway's own problems.</summary>
static class Problems
{
    // About the time that a service takes to start.
    const string RetryAfterSeconds = "2";

    public static ProblemHttpResult NoToken(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problem(
            StatusCodes.Status401Unauthorized, "A session's token is required: Authorization: Bearer, or the cookie of POST /sessions.");
    }

    public static ProblemHttpResult UnknownToken(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return Problem(StatusCodes.Status401Unauthorized, "The session has ended, or the token is not one of a session.");
    }

    public static ProblemHttpResult OperatorsOnly() => Problem(StatusCodes.Status403Forbidden, "Only an operator may do this.");

    public static ProblemHttpResult OtherOrigin() => Problem(
        StatusCodes.Status403Forbidden,
        "The request comes from a page of another origin; without a browser, send the token as Authorization: Bearer.");

    public static ProblemHttpResult NoOrder(string id) => Problem(StatusCodes.Status404NotFound, $"There is no order {id}.");

    public static ProblemHttpResult NoUser(string id) => Problem(StatusCodes.Status404NotFound, $"There is no user {id}.");

    public static ProblemHttpResult NoSession(string id) => Problem(StatusCodes.Status404NotFound, $"There is no session {id}.");

    public static ProblemHttpResult Unavailable(HttpContext context, string service, bool isOutcomeKnown = true)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problem(
            StatusCodes.Status503ServiceUnavailable,
            isOutcomeKnown
                ? $"The service {service} is unavailable."
                : $"The service {service} is unavailable and the outcome is unknown; retry with the same Idempotency-Key.");
    }

    public static ProblemHttpResult TimedOut(string service, TimeSpan timeout) => Problem(
        StatusCodes.Status504GatewayTimeout,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The service {service} did not respond within {timeout.TotalSeconds} seconds; the outcome is unknown."));

    public static ProblemHttpResult TooManyRequests(HttpContext context, TimeSpan retryAfter)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problem(StatusCodes.Status429TooManyRequests, "There are too many requests of this caller.");
    }

    public static ProblemHttpResult TooLarge(long limit) =>
        Problem(StatusCodes.Status413PayloadTooLarge, $"The body must not be larger than {limit} bytes.");

    public static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
