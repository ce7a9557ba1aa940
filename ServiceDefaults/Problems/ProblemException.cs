namespace DbPerService.ServiceDefaults;

/// <summary>A request that cannot be served; the response is a problem (RFC 9457).</summary>
public sealed class ProblemException(int status, string detail, IReadOnlyDictionary<string, string[]>? errors = null) : Exception(detail)
{
    /// <summary>The HTTP status of the response.</summary>
    public int Status => status;

    /// <summary>The errors by field.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors => errors;
}
