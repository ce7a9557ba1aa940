using System.Net;
using DbPerService.Contracts;
using DbPerService.Gateway.Calls;
using DbPerService.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace DbPerService.Gateway.Callers;

/// <summary>
/// Asks Sessions whose token it is, and remembers the answer for a few seconds; while Sessions is unavailable, for longer.
/// </summary>
sealed class SessionResolver(ServiceCalls calls, TimeProvider time, IOptions<GatewayOptions> options)
{
    public static readonly string Service = SystemMap.Sessions.Name;

    const int MaxSessions = 20_000;
    const string OperatorRole = "operator";

    readonly BoundedCache<string, Known> _known = new(MaxSessions);

    /// <summary>The session of a token that was used lately, without asking Sessions.</summary>
    public Session? Recent(string token) =>
        _known.TryGet(token, out var known) && IsUsable(known, options.Value.SessionGrace) ? known.Session : null;

    public async ValueTask<Answer<Session>> ResolveAsync(string token, CancellationToken cancellationToken)
    {
        if (_known.TryGet(token, out var known) && IsUsable(known, options.Value.SessionCacheTime))
        {
            return Answer.Found(known.Session);
        }

        var answer = await calls.SendAsync(
            Service,
            () => new HttpRequestMessage(HttpMethod.Post, "/internal/sessions/resolve")
            {
                Content = JsonContent.Create(new ResolveRequest(token), CallsJson.Default.ResolveRequest),
            },
            ReadAsync,
            cancellationToken);
        switch (answer.Outcome)
        {
            case Outcome.Found:
                _known.Set(token, new(answer.Value!, time.GetTimestamp()));
                return answer;
            case Outcome.Unavailable when known is not null && IsUsable(known, options.Value.SessionGrace):
                return Answer.Found(known.Session);
            default:
                _known.Remove(token);
                return answer;
        }
    }

    public void Forget(string token) => _known.Remove(token);

    bool IsUsable(Known known, TimeSpan maxAge) =>
        time.GetElapsedTime(known.At) < maxAge && known.Session.ExpiresAt > time.GetUtcNow();

    static async Task<Answer<Session>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return Answer.Of<Session>(response.StatusCode);
        }

        var resolved = (await response.Content.ReadFromJsonAsync(CallsJson.Default.ResolvedSession, cancellationToken))!;
        var role = string.Equals(resolved.Role, OperatorRole, StringComparison.OrdinalIgnoreCase) ? CallerRole.Operator : CallerRole.User;
        return Answer.Found(new Session(resolved.SessionId, new Caller(role, resolved.UserId), resolved.ExpiresAt));
    }

    sealed record Known(Session Session, long At);
}
