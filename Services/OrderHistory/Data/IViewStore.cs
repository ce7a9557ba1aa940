using DbPerService.OrderHistory.Domain;

namespace DbPerService.OrderHistory.Data;

/// <summary>The generations of the view in the service's own database.</summary>
interface IViewStore
{
    Task<StoredState> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the state, unless somebody else has done so since it was loaded.</summary>
    Task<bool> TryReplaceAsync(StoredState loaded, ViewState state, CancellationToken cancellationToken);

    /// <summary>The entries of two generations by order id, each order once.</summary>
    Task<PairPage<HistoryEntry>> EntryPairsAsync(
        long live, long candidate, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>The same for users and products.</summary>
    Task<PairPage<Subject>> SubjectPairsAsync(long live, long candidate, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes documents of generations older than the live one, or begun and not being built any more.</summary>
    /// <returns>Whether there may be more.</returns>
    Task<bool> DeleteStaleAsync(ViewState state, int limit, CancellationToken cancellationToken);
}

/// <param name="State">The state.</param>
/// <param name="Version">Grows with every replacement.</param>
sealed record StoredState(ViewState State, long Version);

/// <param name="Pairs">The documents on the page.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
sealed record PairPage<T>(IReadOnlyList<Pair<T>> Pairs, string? Next) where T : class;

/// <summary>What both stores do with a page of rows in the order of keys, each key with one row per generation.</summary>
static class Pairs
{
    /// <param name="rows">At most two per key.</param>
    /// <param name="limit">How many were asked for: at least 4.</param>
    /// <param name="live">The live generation.</param>
    public static PairPage<T> Of<T>(List<GenerationRow<T>> rows, int limit, long live) where T : class
    {
        var isFull = rows.Count == limit;
        if (isFull)
        {
            // The other generation's row of the last key may be on the next page.
            var last = rows[^1].Key;
            rows.RemoveAll(row => row.Key == last);
        }

        return new(
            [
                .. rows.GroupBy(row => row.Key).Select(ofKey => new Pair<T>(
                    ofKey.Key, ofKey.SingleOrDefault(row => row.Generation == live)?.Document,
                    ofKey.SingleOrDefault(row => row.Generation != live)?.Document)),
            ],
            isFull ? rows[^1].Cursor : null);
    }
}

/// <param name="Cursor">The row's place in the order of keys.</param>
/// <param name="Key">The document's key.</param>
/// <param name="Generation">The document's generation.</param>
/// <param name="Document">The document.</param>
sealed record GenerationRow<T>(string Cursor, string Key, long Generation, T Document) where T : class;
