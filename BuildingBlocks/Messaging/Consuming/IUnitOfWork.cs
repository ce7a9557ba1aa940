namespace DbPerService.Messaging;

/// <summary>
/// The consumer's side of a service's own database: everything one batch does, in one transaction. Implemented once per database kind and
/// registered as a scoped service; handlers use it only through their store.
/// </summary>
public interface IUnitOfWork : IAsyncDisposable
{
    /// <summary>
    /// Begins the transaction and adds the messages to the inbox. A message that an earlier transaction added is left out of the result.
    /// So is one whose key is blocked: it becomes a dead letter in the same transaction, behind the others. If the newest dead letter of
    /// its key has the same type and payload, it is not stored or announced again, and that one's repeats are counted.
    /// </summary>
    /// <returns>The ids of the messages to handle.</returns>
    ValueTask<IReadOnlySet<Guid>> TryAddToInboxAsync(IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the message a dead letter: adds it to the inbox, stores it for a later redrive, and appends an announcement to the service's
    /// dead-letter topic, all in this transaction. Does nothing with a message that an earlier transaction has handled; one whose key
    /// already has a dead letter goes behind it, as in <see cref="TryAddToInboxAsync"/>.
    /// </summary>
    ValueTask DeadLetterAsync(ConsumedMessage message, DeadLetterCause cause, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a waiting dead letter, in this transaction, to apply it again. Events of its key that arrive meanwhile wait for the
    /// outcome.
    /// </summary>
    /// <returns>The message, or null if it no longer waits or is not the first of its key.</returns>
    ValueTask<ConsumedMessage?> TakeDeadLetterAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// A point in the database's history, for <see cref="IsSettledAsync"/>. Zero if a commit is always visible before it can be
    /// published.
    /// </summary>
    ValueTask<long> HorizonAsync(CancellationToken cancellationToken) => ValueTask.FromResult(0L);

    /// <summary>
    /// Whether every transaction that was open at the horizon has ended: what it committed, and may have published before, is visible
    /// now.
    /// </summary>
    ValueTask<bool> IsSettledAsync(long horizon, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    /// <summary>Commits. Nothing of the unit is visible before, all of it is after; disposing without a commit undoes everything.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>Whether the failure is a transient one of the database: the batch is then repeated until it succeeds.</summary>
    bool IsTransient(Exception exception);
}
