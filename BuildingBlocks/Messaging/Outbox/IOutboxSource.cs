namespace DbPerService.Messaging;

/// <summary>The relay's view of one service's outbox, whatever database it lives in.</summary>
public interface IOutboxSource
{
    /// <summary>The outbox's name: the service's.</summary>
    string Name { get; }

    /// <summary>Becomes the one reader of the outbox.</summary>
    /// <exception cref="OutboxBusyException">Another instance reads it: stand by and try again.</exception>
    Task<IOutboxReader> OpenAsync(CancellationToken cancellationToken);

    /// <summary>The newest event in the outbox, published or not, or null when there is none.</summary>
    Task<EventMark?> NewestCommittedAsync(CancellationToken cancellationToken);

    /// <summary>How far the outbox is published, as the database knows it: whichever instance publishes, and whether any does.</summary>
    Task<OutboxProgress> ProgressAsync(CancellationToken cancellationToken);
}

/// <summary>An open outbox. Disposing it lets another instance take over.</summary>
public interface IOutboxReader : IAsyncDisposable
{
    /// <summary>
    /// The events that no earlier reader confirmed, and then each new one as it is committed; those of one key in the order of their
    /// commits. Ends only by cancellation or an exception; after an exception a new reader begins where confirmation ended.
    /// </summary>
    IAsyncEnumerable<OutboxMessage> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Whether this reader is still the one: false from the moment on at which another instance may have taken over, however long this
    /// process was frozen. Nothing may be published then.
    /// </summary>
    bool IsLeader => true;

    /// <summary>
    /// Says that the first <paramref name="count"/> events that this reader gave are in the broker. Never decreases. What is confirmed
    /// may be given again after a crash, what is not always is. Thread-safe, does not block.
    /// </summary>
    void Confirm(long count);
}

/// <summary>How far an outbox is published, in times of its database's clock.</summary>
/// <param name="Now">The time of this look.</param>
/// <param name="PublishedUpTo">Every event committed before is in the broker. Never later than the truth, and mostly a little earlier.</param>
/// <param name="OldestPending">
/// When the oldest event was committed that may not be in the broker, or null when all are. It may name one that is there, whose
/// confirmation has not been saved yet.
/// </param>
public sealed record OutboxProgress(DateTimeOffset Now, DateTimeOffset PublishedUpTo, DateTimeOffset? OldestPending);

/// <summary>An event and a time that belongs to it.</summary>
public sealed record EventMark(Guid Id, DateTimeOffset Time);

/// <summary>Another instance is the outbox's reader.</summary>
public sealed class OutboxBusyException : Exception
{
    /// <inheritdoc />
    public OutboxBusyException(string message, Exception? innerException = null) : base(message, innerException) { }
}

/// <summary>
/// The relay cannot go on until a person helps. The message says what is wrong in words of our own, for the log and the health check.
/// </summary>
public sealed class RelayBlockedException : Exception
{
    /// <inheritdoc />
    public RelayBlockedException(string message, Exception? innerException = null) : base(message, innerException) { }
}
