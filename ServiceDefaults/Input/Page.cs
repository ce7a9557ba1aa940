namespace DbPerService.ServiceDefaults;

/// <summary>The page size of a list, the same in every service.</summary>
public static class Page
{
    const int Max = 1000;
    const int Default = 100;

    /// <param name="limit">The requested size, or null for the default.</param>
    /// <param name="checks">Further checks of the query.</param>
    /// <exception cref="ProblemException">The query is invalid.</exception>
    public static int Size(int? limit, Action<FieldErrors>? checks = null)
    {
        var errors = new FieldErrors();
        errors.Check(limit is null or (>= 1 and <= Max), "limit", $"Must be from 1 to {Max}.");
        checks?.Invoke(errors);
        errors.ThrowIfAny();
        return limit ?? Default;
    }
}
