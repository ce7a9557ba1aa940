using System.Globalization;
using DbPerService.Gateway.Api;
using DbPerService.Gateway.Calls;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Gateway.Callers;

/// <summary>Whether a request may pass, and for whom it is made.</summary>
/// <param name="Token">The request's token.</param>
/// <param name="Session">The session; null for a route that is open to everyone.</param>
/// <param name="Refusal">The response if it may not pass.</param>
sealed record Admission(SessionToken Token, Session? Session, ProblemHttpResult? Refusal = null);

/// <summary>
/// Applies a route's <see cref="GatewayRoute.Access"/>. A user's request for somebody else's data gets the response of one for data that does
/// not exist, and is never forwarded.
/// </summary>
sealed class Gatekeeper(SessionResolver sessions, OrderOwners orders)
{
    public async ValueTask<Admission> AdmitAsync(HttpContext context, GatewayRoute route)
    {
        var token = SessionToken.Of(context.Request);
        if (!route.IsRead && (token.IsFromCookie && route.Access != Access.Anyone
            ? !RequestOrigin.IsSame(context.Request)
            : RequestOrigin.IsOther(context.Request) && route.Path == RouteTable.SignIn))
        {
            return new(token, null, Problems.OtherOrigin());
        }

        if (route.Access == Access.Anyone)
        {
            return new(token, null);
        }

        if (token.Value is null)
        {
            return new(token, null, Problems.NoToken(context));
        }

        var resolved = await sessions.ResolveAsync(token.Value, context.RequestAborted);
        switch (resolved)
        {
            case { Outcome: Outcome.Found, Value: { } session }:
                return new(token, session, await RefusalAsync(context, route, session));
            case { Outcome: Outcome.Unavailable }:
                return new(token, null, Problems.Unavailable(context, SessionResolver.Service));
            default:
                if (token.IsFromCookie)
                {
                    SessionToken.DeleteCookie(context);
                }

                return new(token, null, Problems.UnknownToken(context));
        }
    }

    async ValueTask<ProblemHttpResult?> RefusalAsync(HttpContext context, GatewayRoute route, Session session)
    {
        if (route.Access == Access.SignedIn || (session.IsOperator && (route.IsRead || route.Access == Access.Operator)))
        {
            return null;
        }

        var id = context.GetRouteValue(route.Parameter) as string ?? "";
        return route.Access switch
        {
            Access.OrderOwner => await OrderRefusalAsync(context, route, session, id),
            Access.SameUser => id == session.UserId ? null : Problems.NoUser(id),
            Access.SameSession => string.Equals(id, session.Id, StringComparison.OrdinalIgnoreCase) ? null : Problems.NoSession(id),
            Access.OwnList => OwnListRefusal(context.Request, session),
            _ => Problems.OperatorsOnly(),
        };
    }

    async ValueTask<ProblemHttpResult?> OrderRefusalAsync(HttpContext context, GatewayRoute route, Session session, string id)
    {
        if (!Guid.TryParse(id, CultureInfo.InvariantCulture, out var orderId))
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest, "The request is invalid; see errors.",
                new Dictionary<string, string[]> { [route.Parameter] = ["Is missing or has the wrong type."] });
        }

        if (route.Serving == Serving.Composed)
        {
            return null; // It reads the order anyway, and checks then.
        }

        var owner = await orders.FindAsync(orderId, context.RequestAborted);
        return owner switch
        {
            { Outcome: Outcome.Unavailable } => Problems.Unavailable(context, OrderOwners.Service),
            { Value: { } facts } when facts.UserId == session.UserId => null,
            _ => session.IsOperator ? Problems.OperatorsOnly() : Problems.NoOrder(id),
        };
    }

    /// <summary>A list without <c>userId</c> becomes the caller's own.</summary>
    static ProblemHttpResult? OwnListRefusal(HttpRequest request, Session session)
    {
        var userId = request.Query["userId"];
        if (userId.Count == 0)
        {
            request.QueryString = request.QueryString.Add("userId", session.UserId);
            return null;
        }

        return userId.Count == 1 && userId[0] == session.UserId ? null : Problems.NoUser(userId.ToString());
    }
}
