using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Entity tags (RFC 9110, 8.8.3) of what has no version, such as a whole list.</summary>
public static class EntityTags
{
    /// <summary>Sets the header <c>ETag</c>, and compares the tag with those of <c>If-None-Match</c>.</summary>
    /// <returns>Whether the caller has this representation already: the response is a 304 without a body.</returns>
    public static bool IsKnown(this HttpContext context, EntityTagHeaderValue tag)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.GetTypedHeaders().ETag = tag;
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(
            known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
    }
}
