namespace DbPerService.Messaging;

/// <summary>
/// The consumer's side of a service's own database: everything one batch does. Implemented once per database kind and registered as a
/// scoped service; handlers use it only through their store.
/// </summary>
/// <remarks>
/// On every database an aggregate commits atomically with the events about it, concurrent units do not overwrite each other's changes, and
/// a unit that failed is repeated. What else commits atomically differs:
/// <list type="bullet">
/// <item>PostgreSQL: all of the unit and its inbox entries, in one transaction.</item>
/// <item>Redis: all of the unit, in one script. There is no inbox.</item>
/// <item>MongoDB: each document with its events, in one write. A unit of several documents may commit in part; repeated, it finds that
/// part done. There is no inbox.</item>
/// </list>
/// </remarks>
public interface IUnitOfWork : IAsyncDisposable
{
    /// <summary>What happens to an event that is delivered again after its effects were committed.</summary>
    Redelivery Redelivery { get; }

    /// <summary>
    /// Begins the unit and, on a database with an inbox, adds the messages to it. A message that an earlier unit added is left out of the
    /// result. On every database, so is one that is or was a dead letter, and one whose key is blocked: it becomes a dead letter with the
    /// commit, behind the others. If the newest dead letter of its key has the same type and payload, it is not stored or announced again,
    /// and that one's repeats are counted.
    /// </summary>
    /// <returns>The ids of the messages to handle.</returns>
    ValueTask<IReadOnlySet<Guid>> TryAddToInboxAsync(IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the message a dead letter with the commit: stores it for a later redrive and appends an announcement to the service's
    /// dead-letter topic, atomically. Does nothing with a message that an earlier unit has handled; one whose key already has a dead letter
    /// goes behind it, as in <see cref="TryAddToInboxAsync"/>.
    /// </summary>
    ValueTask DeadLetterAsync(ConsumedMessage message, DeadLetterCause cause, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a waiting dead letter with the commit, to apply it again. Events of its key that arrive meanwhile wait for the outcome. On
    /// MongoDB its effects commit before it is removed; a redrive interrupted between the two is repeated.
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

    /// <summary>
    /// Commits. Nothing of the unit is visible before, all of it is after; disposing without a commit undoes everything. On MongoDB a
    /// commit that fails may have written some of the documents.
    /// </summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);

    /// <summary>Whether the failure is a transient one of the database: the batch is then repeated until it succeeds.</summary>
    bool IsTransient(Exception exception);
}
