using System.Net.Http.Headers;
using DbPerService.ServiceDefaults;
using DbPerService.Sessions.Data;
using DbPerService.Sessions.Domain;

namespace DbPerService.Sessions.Api;

/// <summary>Finds the session of a request and admits nobody else to it.</summary>
sealed class SessionAccess(ISessionStore store)
{
    /// <summary>The session, for its user if the request is signed for one, else for who has its token.</summary>
    /// <exception cref="ProblemException">401: the token is missing or wrong; 404: it is another session's, or the user has no such session.</exception>
    public async Task<Session> AuthorizeAsync(HttpContext context, Guid id, CancellationToken cancellationToken)
    {
        if (context.GetCaller() is { Role: CallerRole.User or CallerRole.Operator } caller)
        {
            return await store.FindAsync(id, caller.Id, cancellationToken) ?? throw NotFound(id);
        }

        var session = TokenOf(context.Request) is { } token
            ? await store.ResolveAsync(SessionToken.Hash(token), cancellationToken)
            : null;
        if (session is null)
        {
            // The handler of exceptions clears headers that are set before.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return Task.CompletedTask;
            });
            throw new ProblemException(StatusCodes.Status401Unauthorized, "The request needs the header Authorization: Bearer with a session's token.");
        }

        return session.Id == id ? session : throw NotFound(id);
    }

    public static ProblemException NotFound(Guid id) => new(StatusCodes.Status404NotFound, $"There is no session {id}.");

    static string? TokenOf(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            && string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase)
                ? header.Parameter
                : null;
}
