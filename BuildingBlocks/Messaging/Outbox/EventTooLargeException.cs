using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace DbPerService.Messaging;

/// <summary>
/// An event is larger than <see cref="MessagingOptions.MaxEventBytes"/>; nothing was committed. A handler's message becomes a dead letter;
/// an endpoint responds with 413.
/// </summary>
public sealed class EventTooLargeException : PermanentFailureException
{
    /// <inheritdoc />
    public EventTooLargeException(string message) : base(message) { }
}

/// <summary>Responds to a request whose event would be too large with 413 and a problem that names the limit.</summary>
sealed class EventTooLargeHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not EventTooLargeException)
        {
            return false;
        }

        await Results.Problem(exception.Message, statusCode: StatusCodes.Status413PayloadTooLarge).ExecuteAsync(httpContext);
        return true;
    }
}
