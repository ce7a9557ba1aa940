namespace DbPerService.Gateway.Callers;

/// <summary>
/// Where a browser says that a request comes from (Fetch Metadata, and RFC 6454 for browsers or connections without it). The scheme is not
/// compared: TLS may end before the Gateway.
/// </summary>
static class RequestOrigin
{
    /// <summary>Whether the request is known to come from a page of this origin.</summary>
    public static bool IsSame(HttpRequest request) => Compare(request) is true;

    /// <summary>Whether the request is known to come from a page of another origin.</summary>
    public static bool IsOther(HttpRequest request) => Compare(request) is false;

    static bool? Compare(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0)
        {
            return site is ["same-origin" or "none"];
        }

        var origin = request.Headers.Origin;
        return origin.Count == 0
            ? null
            : Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var uri)
                && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
