namespace DbPerService.ServiceDefaults;

/// <summary>A page of a list, in the same sizes in every service.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Last">The last item, behind which the next page begins; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, T? Last) where T : class;

/// <summary>Reads pages.</summary>
public static class Page
{
    const int Max = 1000;
    const int Default = 100;

    /// <param name="limit">The requested size, or null for the default.</param>
    /// <param name="list">Lists at most so many items.</param>
    /// <param name="checks">Further checks of the query.</param>
    /// <exception cref="ProblemException">The query is invalid.</exception>
    public static async Task<Page<T>> ReadAsync<T>(int? limit, Func<int, Task<List<T>>> list, Action<FieldErrors>? checks = null) where T : class
    {
        var errors = new FieldErrors();
        errors.Check(limit is null or (>= 1 and <= Max), "limit", $"Must be from 1 to {Max}.");
        checks?.Invoke(errors);
        errors.ThrowIfAny();
        var size = limit ?? Default;
        // One more than is shown tells whether there is a next page.
        var found = await list(size + 1);
        return found.Count > size ? new(found[..size], found[size - 1]) : new(found, null);
    }
}
