namespace DbPerService.Messaging;

/// <summary>
/// The consumer's side of a service's own database: everything one batch does, in one transaction.
/// Implemented once a database kind and registered as a scoped service; handlers reach it only through their store.
/// </summary>
public interface IUnitOfWork : IAsyncDisposable
{
    /// <summary>
    /// Begins the transaction and marks the messages as applied. A message marked by an earlier transaction is left out of the answer;
    /// so is one of a key that is parked, which is moved behind the parked ones in the same transaction.
    /// </summary>
    /// <returns>The ids of the messages to handle.</returns>
    ValueTask<IReadOnlySet<Guid>> ClaimAsync(IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// Marks the message as dealt with, keeps it for a later redrive with the rest of its key, and appends it to the service's
    /// dead-letter topic, all in this transaction.
    /// </summary>
    ValueTask ParkAsync(ConsumedMessage message, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the oldest parked event of a key out of the parked ones, in this transaction. Events of the key that arrive meanwhile wait for it.
    /// </summary>
    /// <returns>The event, or null when the key has none.</returns>
    ValueTask<ConsumedMessage?> UnparkAsync(string topic, string key, CancellationToken cancellationToken);

    /// <summary>Commits. Nothing of the unit is visible before, all of it is after; disposing without it undoes everything.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>Whether the failure is the database's and will pass: the batch is then repeated until it succeeds.</summary>
    bool IsTransient(Exception exception);
}
