using DbPerService.Sessions.Domain;

namespace DbPerService.Sessions.Data;

enum BasketOutcome
{
    Set,

    /// <summary>The basket has another version.</summary>
    OtherVersion,

    /// <summary>The basket must not be changed while it is frozen.</summary>
    Frozen,
}

/// <summary>
/// Sessions in the service's own database, which also ends them, by its own clock: each method sees only sessions that have not expired.
/// Each is one atomic step.
/// </summary>
interface ISessionStore
{
    Task<Session> CreateAsync(Guid id, byte[] tokenHash, string userId, SessionRole role, CancellationToken cancellationToken);

    /// <summary>A session of the user. Using it postpones its end.</summary>
    Task<Session?> FindAsync(Guid id, string userId, CancellationToken cancellationToken);

    /// <summary>The session of the token. Using it postpones its end.</summary>
    Task<Session?> ResolveAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Ends a session, if there is one.</summary>
    Task DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Replaces the basket, unless it is frozen.</summary>
    /// <param name="id">The session.</param>
    /// <param name="currency">The currency of the prices, or null.</param>
    /// <param name="lines">The new lines.</param>
    /// <param name="version">The version to be replaced, or null for any.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The session afterwards; null if there is none.</returns>
    Task<(BasketOutcome Outcome, Session Session)?> SetBasketAsync(
        Guid id, string? currency, IReadOnlyList<BasketLine> lines, long? version, CancellationToken cancellationToken);

    /// <summary>Freezes the basket, if it has that version and is not empty; also one that is frozen already.</summary>
    /// <param name="id">The session.</param>
    /// <param name="newKey">The key of the next order, unless the session has one already.</param>
    /// <param name="version">The basket's version.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The session afterwards; null if there is none.</returns>
    Task<Session?> FreezeAsync(Guid id, Guid newKey, long version, CancellationToken cancellationToken);

    /// <summary>Lets the basket be changed again, if it still has that version and the session that key, which it keeps.</summary>
    Task ThawAsync(Guid id, Guid key, long version, CancellationToken cancellationToken);

    /// <summary>
    /// Records the order that was placed under the key, which the session then gives up; does nothing if that was done before. The basket is
    /// thawed, and emptied if it is the ordered one.
    /// </summary>
    /// <param name="id">The session.</param>
    /// <param name="key">The order's key.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="orderedVersion">The version of the basket that was ordered; null if it is another basket.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task RecordOrderAsync(Guid id, Guid key, Guid orderId, long? orderedVersion, CancellationToken cancellationToken);
}
