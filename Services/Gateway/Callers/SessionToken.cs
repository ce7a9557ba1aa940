using Microsoft.Net.Http.Headers;

namespace DbPerService.Gateway.Callers;

/// <summary>The token of a request: from the header, else from the cookie that the Gateway set.</summary>
readonly record struct SessionToken(string? Value, bool IsFromCookie)
{
    public const string Cookie = "session";
    public const string Scheme = "Bearer ";

    // Longer than any that Sessions issues.
    const int MaxLength = 500;

    public static SessionToken Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length > 0)
        {
            var isBearer = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
            return new(isBearer ? Checked(header[Scheme.Length..].Trim()) : null, false);
        }

        return request.Headers.ContainsKey(HeaderNames.Cookie) && Checked(request.Cookies[Cookie]) is { } value
            ? new(value, true)
            : default;
    }

    public static void SetCookie(HttpContext context, string token) => context.Response.Cookies.Append(Cookie, token, Options(context));

    public static void DeleteCookie(HttpContext context) => context.Response.Cookies.Delete(Cookie, Options(context));

    // It ends with the browser's session: the session itself expires in Sessions, by use.
    static CookieOptions Options(HttpContext context) =>
        new() { HttpOnly = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/" };

    static string? Checked(string? token) =>
        token is { Length: > 0 and <= MaxLength } && token.All(IsAllowed) ? token : null;

    // RFC 6750, section 2.1.
    static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || "-._~+/=".Contains(c, StringComparison.Ordinal);
}
