using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DbPerService.ServiceDefaults;

/// <summary>The versions that a request with <c>If-Match</c> may change.</summary>
public sealed class IfMatch
{
    readonly IList<EntityTagHeaderValue> _tags;

    internal IfMatch(IList<EntityTagHeaderValue> tags) => _tags = tags;

    /// <param name="version">The current version.</param>
    /// <exception cref="ProblemException">412: the caller has seen another version.</exception>
    public void ThrowUnlessMatches(long version)
    {
        var current = VersionTags.Of(version);
        if (!_tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: true)))
        {
            throw new ProblemException(
                StatusCodes.Status412PreconditionFailed, $"The current version is {current}, not that of If-Match: read it again.");
        }
    }
}
