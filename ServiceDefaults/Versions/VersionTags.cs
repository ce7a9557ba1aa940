using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Versions of a resource as entity tags (RFC 9110, 8.8.3): version 3 is <c>"3"</c>.</summary>
public static class VersionTags
{
    /// <summary>Sets the header <c>ETag</c>.</summary>
    public static void SetVersion(this HttpResponse response, long version)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.GetTypedHeaders().ETag = Of(version);
    }

    /// <summary>Sets the header <c>ETag</c>, and compares the version with those of <c>If-None-Match</c>.</summary>
    /// <returns>Whether the caller has this version already: the response is a 304 without a body.</returns>
    public static bool IsKnownVersion(this HttpContext context, long version) => context.IsKnown(Of(version));

    /// <summary>Reads <c>If-Match</c>, which must be there: nobody overwrites a version that they have not seen.</summary>
    /// <exception cref="ProblemException">428: the header is absent; 400: it is not a list of entity tags.</exception>
    public static IfMatch RequireIfMatch(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var values = request.Headers.IfMatch;
        if (values.Count == 0)
        {
            throw new ProblemException(
                StatusCodes.Status428PreconditionRequired, "The header If-Match is required: it has the ETag of the version to be changed.");
        }

        var errors = new FieldErrors();
        errors.Check(EntityTagHeaderValue.TryParseStrictList(values.ToArray()!, out var tags), HeaderNames.IfMatch, "Must be entity tags, such as \"3\".");
        errors.ThrowIfAny();
        return new IfMatch(tags!);
    }

    internal static EntityTagHeaderValue Of(long version) => new($"\"{version}\"");
}
