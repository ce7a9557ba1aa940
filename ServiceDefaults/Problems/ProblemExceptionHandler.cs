using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DbPerService.ServiceDefaults;

/// <summary>Turns every exception into an RFC 9457 problem: the caller's mistakes with the field, an unavailable database as 503.</summary>
sealed partial class ProblemExceptionHandler(TimeProvider time, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    static readonly TimeSpan UnavailableLogInterval = TimeSpan.FromSeconds(5);

    // About the time that a database server takes to start.
    const string RetryAfterSeconds = "2";

    long _nextUnavailableLog;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await ResultFor(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    IResult ResultFor(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ProblemException { Errors: { } errors } problem:
                return Results.ValidationProblem(errors, problem.Message, statusCode: problem.Status);
            case ProblemException problem:
                return Results.Problem(problem.Message, statusCode: problem.Status);
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad when Parameter().Match(bad.Message) is { Success: true } match:
                return Results.ValidationProblem(new Dictionary<string, string[]>
                {
                    [match.Groups["name"].Value] = ["Is missing or has the wrong type."],
                });
            case BadHttpRequestException bad:
                return Results.Problem(bad.Message, statusCode: bad.StatusCode);
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
            case var _ when UnavailableDatabase(exception) is { } cause:
                ReportUnavailableDatabase(context.Request, cause);
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
                return Results.Problem(
                    "The database is unavailable and the outcome is unknown; retry with the same Idempotency-Key.",
                    statusCode: StatusCodes.Status503ServiceUnavailable);
            default:
                LogUnexpected(logger, exception, context.Request.Method, context.Request.Path);
                return Results.Problem(statusCode: StatusCodes.Status500InternalServerError);
        }
    }

    /// <summary>
    /// The exception that shows it, or null. Entity Framework Core wraps it in one or two of its own. SQLSTATE class 28: the login is refused,
    /// for example while a password is being changed.
    /// </summary>
    static Exception? UnavailableDatabase(Exception? exception) => exception switch
    {
        null or DbException { IsTransient: true } or DbException { SqlState: ['2', '8', ..] } or TimeoutException => exception,
        _ => UnavailableDatabase(exception.InnerException),
    };

    /// <summary>Every request fails while the database is unavailable, so it is logged from time to time, not each time.</summary>
    void ReportUnavailableDatabase(HttpRequest request, Exception exception)
    {
        var now = time.GetTimestamp();
        var next = Volatile.Read(ref _nextUnavailableLog);
        var later = now + (long)(UnavailableLogInterval.TotalSeconds * time.TimestampFrequency);
        if (now >= next && Interlocked.CompareExchange(ref _nextUnavailableLog, later, next) == next)
        {
            LogDatabaseUnavailable(logger, request.Method, request.Path, exception.Message);
        }
    }

    // ASP.NET Core 10, RequestDelegateFactory: 'Failed to bind parameter "Guid id" from "abc".'
    // and 'Required parameter "int limit" was not provided from query string.'
    [GeneratedRegex("""parameter "[^"]*?(?<name>\w+)" (from|was)""", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    [LoggerMessage(1, LogLevel.Warning, "{Method} {Path}: the database is unavailable: {Reason}")]
    private static partial void LogDatabaseUnavailable(ILogger logger, string method, PathString path, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, string method, PathString path);
}
