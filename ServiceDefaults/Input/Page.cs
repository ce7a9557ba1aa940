namespace DbPerService.ServiceDefaults;

/// <summary>The page size of a list, the same in every service.</summary>
public static class Page
{
    const int Max = 1000;
    const int Default = 100;

    /// <param name="limit">What the caller asked for.</param>
    /// <param name="checks">What else is to be checked of the query.</param>
    /// <exception cref="ProblemException">The query is not valid.</exception>
    public static int Size(int? limit, Action<FieldErrors>? checks = null)
    {
        var errors = new FieldErrors();
        errors.Check(limit is null or (>= 1 and <= Max), "limit", $"Must be from 1 to {Max}.");
        checks?.Invoke(errors);
        errors.ThrowIfAny();
        return limit ?? Default;
    }
}
