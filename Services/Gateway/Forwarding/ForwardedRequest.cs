using System.Net.Http.Headers;
using System.Text.Json;
using DbPerService.Gateway.Api;
using DbPerService.Gateway.Callers;
using DbPerService.Gateway.Calls;
using DbPerService.ServiceDefaults;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace DbPerService.Gateway.Forwarding;

/// <summary>
/// What a service gets of a request: everything but the caller's credentials, in whose place it gets the signed caller. Sessions alone
/// gets the token, and its responses set and delete the cookie.
/// </summary>
sealed class ForwardedRequest(GatewayRoute route, Admission admission, CallerSignature signature, SessionResolver sessions)
    : HttpTransformer
{
    // Of a response of POST /sessions; a basket is in it.
    const int MaxSessionBytes = 1024 * 1024;

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var headers = proxyRequest.Headers;
        headers.Host = null;
        headers.Remove(CallerSignature.Header);
        headers.Remove(HeaderNames.Cookie);
        headers.Remove(HeaderNames.Authorization);
        if (admission.Session is { } session)
        {
            headers.Add(CallerSignature.Header, signature.Sign(session.Caller));
        }

        if (route.Service == SessionResolver.Service && admission.Token.Value is { } token)
        {
            headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (route.Service == SessionResolver.Service && proxyResponse is { IsSuccessStatusCode: true })
        {
            if (route.Path == RouteTable.SignIn)
            {
                await SetCookieAsync(httpContext, proxyResponse, cancellationToken);
            }
            else if (HttpMethods.IsDelete(route.Method))
            {
                sessions.Forget(admission.Token.Value!);
                SessionToken.DeleteCookie(httpContext);
            }
        }

        return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    static async Task SetCookieAsync(HttpContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MaxSessionBytes, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            if (JsonElement.Parse(body).Text("token") is { } token)
            {
                SessionToken.SetCookie(context, token);
            }
        }
        catch (JsonException)
        {
            // Not a session; passed on as it is.
        }
    }
}
