namespace DbPerService.Orders.Data;

/// <summary>Copies of another service's data.</summary>
interface ICopyStore<T>
{
    /// <summary>
    /// Stores them with the commit of the unit of work. A version that is not newer than the copy's changes nothing, so they may be late,
    /// repeated, and come from several sources.
    /// </summary>
    void Save(IEnumerable<T> copies);

    Task<bool> IsEmptyAsync(CancellationToken cancellationToken);
}
