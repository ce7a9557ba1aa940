using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Who a request is made for.</summary>
public static class CallerExtensions
{
    /// <returns>The caller that the Gateway or another service has signed; null for a request without the header.</returns>
    /// <exception cref="ProblemException">401: the header's signature is not valid.</exception>
    public static Caller? GetCaller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var values = context.Request.Headers[CallerSignature.Header];
        return values.Count == 0
            ? null
            : context.RequestServices.GetRequiredService<CallerSignature>().Verify(values.ToString())
                ?? throw new ProblemException(StatusCodes.Status401Unauthorized, $"The header {CallerSignature.Header} is not valid.");
    }

    /// <summary>Admits other services only; anyone else gets a 401.</summary>
    public static TBuilder RequireService<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (context, next) => context.HttpContext.GetCaller() is { Role: CallerRole.Service }
            ? await next(context)
            : throw new ProblemException(StatusCodes.Status401Unauthorized, "Only services of the system may call this endpoint."));

    /// <summary>
    /// Admits operators, and requests without a caller, which come from inside the private network; anyone else gets a 403.
    /// </summary>
    public static TBuilder RequireOperator<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (context, next) => context.HttpContext.GetCaller() is null or { Role: CallerRole.Operator }
            ? await next(context)
            : throw new ProblemException(StatusCodes.Status403Forbidden, "Only operators may do this."));
}
