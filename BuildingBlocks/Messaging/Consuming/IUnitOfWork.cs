namespace DbPerService.Messaging;

/// <summary>
/// The consumer's side of a service's own database: everything one batch does, in one transaction.
/// Implemented once per database kind and registered as a scoped service; handlers reach it only through their store.
/// </summary>
public interface IUnitOfWork : IAsyncDisposable
{
    /// <summary>
    /// Begins the transaction and marks the messages as applied. A message marked by an earlier transaction is left out of the answer;
    /// so is one of a key that has a dead letter waiting, which becomes one itself in the same transaction, behind it. It is not stored
    /// or announced again where the newest of its key has the same type and payload: that one counts a repeat.
    /// </summary>
    /// <returns>The ids of the messages to handle.</returns>
    ValueTask<IReadOnlySet<Guid>> TryAddToInboxAsync(IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the message a dead letter: marks it as dealt with, keeps it for a later redrive, and appends an announcement to the
    /// service's dead-letter topic, all in this transaction. Nothing happens to a message that an earlier transaction has dealt with;
    /// one of a key that already has a dead letter goes behind it, as in <see cref="TryAddToInboxAsync"/>.
    /// </summary>
    ValueTask DeadLetterAsync(ConsumedMessage message, DeadLetterCause cause, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a dead letter out of those that wait, in this transaction, to be applied again. Events of its key that arrive meanwhile wait
    /// for the outcome.
    /// </summary>
    /// <returns>The message, or null when it no longer waits, or an earlier one of its key does.</returns>
    ValueTask<ConsumedMessage?> TakeDeadLetterAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// A point in the database's history, for <see cref="IsSettledAsync"/>. Zero where a commit is visible to everybody before it can be
    /// published.
    /// </summary>
    ValueTask<long> HorizonAsync(CancellationToken cancellationToken) => ValueTask.FromResult(0L);

    /// <summary>
    /// Whether every transaction that was under way at the horizon has ended: what it committed, and may have published ahead of that,
    /// is visible now.
    /// </summary>
    ValueTask<bool> IsSettledAsync(long horizon, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    /// <summary>Commits. Nothing of the unit is visible before, all of it is after; disposing without it undoes everything.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>Whether the failure is the database's and will pass: the batch is then repeated until it succeeds.</summary>
    bool IsTransient(Exception exception);
}
