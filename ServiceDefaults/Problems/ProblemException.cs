namespace DbPerService.ServiceDefaults;

/// <summary>A request that cannot be served as it is; answered as a problem.</summary>
public sealed class ProblemException(int status, string detail, IReadOnlyDictionary<string, string[]>? errors = null) : Exception(detail)
{
    public int Status => status;

    /// <summary>What is wrong, by the name of the field.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors => errors;
}
