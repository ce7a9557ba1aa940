using System.Globalization;
using DbPerService.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace DbPerService.Sessions.Api;

/// <summary>The version of a basket that a request is meant for. Unlike elsewhere it need not name one: a basket has one user.</summary>
static class BasketVersion
{
    // No basket has it.
    const long None = 0;

    /// <returns>The version that the request is meant for; null for any.</returns>
    /// <exception cref="ProblemException">400: the header is not one entity tag.</exception>
    public static long? ReadIfMatch(HttpRequest request)
    {
        var values = request.Headers.IfMatch;
        if (values.Count == 0)
        {
            return null;
        }

        var errors = new FieldErrors();
        errors.Check(
            EntityTagHeaderValue.TryParseStrictList(values.ToArray()!, out var tags) && tags.Count == 1,
            HeaderNames.IfMatch, "Must be one entity tag, such as \"3\".");
        errors.ThrowIfAny();
        var tag = tags![0];
        return tag.Equals(EntityTagHeaderValue.Any) ? null
            : !tag.IsWeak && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
            : None;
    }
}
