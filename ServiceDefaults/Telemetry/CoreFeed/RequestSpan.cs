using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// Names the framework's request span after its route and gives it the stable OpenTelemetry HTTP attributes
/// (https://opentelemetry.io/docs/specs/semconv/http/http-spans/), which ASP.NET Core 10 leaves to an instrumentation package.
/// </summary>
sealed class RequestSpan(RequestDelegate next, RequestSpanOptions options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (span is null)
        {
            await next(context);
            return;
        }

        if (!options.Filter(context))
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            await next(context);
            return;
        }

        await next(context);
        if (span.IsAllDataRequested)
        {
            Describe(span, context);
        }
    }

    static void Describe(Activity span, HttpContext context)
    {
        var (request, status) = (context.Request, context.Response.StatusCode);
        span.SetTag("http.request.method", request.Method)
            .SetTag("url.path", request.Path.Value)
            .SetTag("url.scheme", request.Scheme)
            .SetTag("http.response.status_code", status);
        span.DisplayName = request.Method;
        // The handler of exceptions clears the endpoint.
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        if ((endpoint as RouteEndpoint)?.RoutePattern.RawText is { } route)
        {
            span.DisplayName = $"{request.Method} {route}";
            span.SetTag("http.route", route);
        }

        if (status >= 500)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
