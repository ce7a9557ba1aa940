using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DbPerService.ServiceDefaults;

/// <summary>Answers every exception as an RFC 9457 problem: the caller's mistakes with the field, a database that is away with 503.</summary>
sealed partial class ProblemExceptionHandler(TimeProvider time, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    static readonly TimeSpan AwayLogInterval = TimeSpan.FromSeconds(5);

    // About the time a database server takes to start.
    const string RetryAfterSeconds = "2";

    long _nextAwayLog;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await Answer(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    IResult Answer(HttpContext context, Exception exception)
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
                    [match.Groups["name"].Value] = ["Cannot be read: the value is missing or has the wrong type."],
                });
            case BadHttpRequestException bad:
                return Results.Problem(bad.Message, statusCode: bad.StatusCode);
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
            // SQLSTATE class 28: the login is refused, while a password is being changed say.
            case DbException { IsTransient: true } or DbException { SqlState: ['2', '8', ..] } or TimeoutException:
                SayDatabaseAway(context.Request, exception);
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
                return Results.Problem(
                    "The service's database does not answer at the moment. Nothing is known to have been changed; try again.",
                    statusCode: StatusCodes.Status503ServiceUnavailable);
            default:
                LogUnexpected(logger, exception, context.Request.Method, context.Request.Path);
                return Results.Problem(statusCode: StatusCodes.Status500InternalServerError);
        }
    }

    /// <summary>Every request fails while the database is away: said from time to time, not each time.</summary>
    void SayDatabaseAway(HttpRequest request, Exception exception)
    {
        var now = time.GetTimestamp();
        var next = Volatile.Read(ref _nextAwayLog);
        var later = now + (long)(AwayLogInterval.TotalSeconds * time.TimestampFrequency);
        if (now >= next && Interlocked.CompareExchange(ref _nextAwayLog, later, next) == next)
        {
            LogDatabaseAway(logger, request.Method, request.Path, exception.Message);
        }
    }

    // ASP.NET Core 10, RequestDelegateFactory: 'Failed to bind parameter "Guid id" from "abc".'
    // and 'Required parameter "int limit" was not provided from query string.'
    [GeneratedRegex("""parameter "[^"]*?(?<name>\w+)" (from|was)""", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    [LoggerMessage(1, LogLevel.Warning, "{Method} {Path}: the database is away: {Reason}")]
    private static partial void LogDatabaseAway(ILogger logger, string method, PathString path, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, string method, PathString path);
}
