using DbPerService.OrderHistory.Domain;

namespace DbPerService.OrderHistory.Data;

/// <summary>
/// The view in the service's own database, generation by generation: <see cref="IViewStore"/> knows which. Reads see the live one, and only
/// orders whose OrderPlaced has arrived.
/// </summary>
interface IHistoryStore
{
    /// <summary>
    /// Merges with the commit of the unit of work into what is stored. A unit that merges into the same documents at the same time waits or
    /// is repeated, so that nothing is overwritten.
    /// </summary>
    /// <param name="entries">What events have said of orders; an order may be in it more than once.</param>
    /// <param name="generation">The generation; null for the live one and the one that is being built.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    Task MergeAsync(IReadOnlyList<HistoryEntry> entries, long? generation, CancellationToken cancellationToken);

    /// <inheritdoc cref="MergeAsync(IReadOnlyList{HistoryEntry}, long?, CancellationToken)" />
    Task MergeAsync(IReadOnlyList<Subject> subjects, long? generation, CancellationToken cancellationToken);

    Task<HistoryEntry?> FindAsync(Guid orderId, CancellationToken cancellationToken);

    /// <summary>A user's orders, newest first.</summary>
    Task<List<HistoryEntry>> ListAsync(HistoryQuery query, int limit, CancellationToken cancellationToken);

    /// <summary>What a user's confirmed orders amount to, by the day on which they were placed (UTC) and by currency.</summary>
    Task<List<DailyTotal>> TotalsAsync(string userId, DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>The names of users and products, as far as they are known.</summary>
    Task<Dictionary<SubjectKey, Subject>> SubjectsAsync(IReadOnlyCollection<SubjectKey> keys, CancellationToken cancellationToken);
}

/// <param name="UserId">Whose orders.</param>
/// <param name="Status">Only those with this status; null for all.</param>
/// <param name="From">Placed at this time or later.</param>
/// <param name="To">Placed before this time.</param>
/// <param name="After">The place in the list behind which to begin.</param>
sealed record HistoryQuery(string UserId, OrderState? Status, DateTime From, DateTime To, HistoryPlace After);

/// <summary>A place in a list that is ordered by the time when orders were placed, and by their ids.</summary>
readonly record struct HistoryPlace(DateTime PlacedAt, Guid OrderId)
{
    /// <summary>Before all orders, newest first.</summary>
    public static readonly HistoryPlace Start = new(new DateTime(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc), Guid.AllBitsSet);
}

sealed record DailyTotal(DateOnly Day, string Currency, int Orders, decimal Total);
