namespace DbPerService.Messaging;

/// <summary>The relay's view of one service's outbox in any database.</summary>
public interface IOutboxSource
{
    /// <summary>The outbox's name: the service's.</summary>
    string Name { get; }

    /// <summary>Becomes the outbox's one reader.</summary>
    /// <exception cref="OutboxBusyException">Another instance reads it: stand by and try again.</exception>
    Task<IOutboxReader> OpenAsync(CancellationToken cancellationToken);

    /// <summary>The newest event in the outbox, published or not, or null if there is none.</summary>
    Task<EventMark?> NewestCommittedAsync(CancellationToken cancellationToken);

    /// <summary>How far the outbox is published according to the database, whichever instance publishes, and whether any does.</summary>
    Task<OutboxProgress> ProgressAsync(CancellationToken cancellationToken);
}

/// <summary>An open outbox. Disposing of it lets another instance take over.</summary>
public interface IOutboxReader : IAsyncDisposable
{
    /// <summary>
    /// The events that no earlier reader confirmed, and then each new one as it is committed; those of one key in commit order. Ends only
    /// by cancellation or an exception; after an exception a new reader starts where confirmation ended.
    /// </summary>
    IAsyncEnumerable<OutboxMessage> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Whether this reader is still the only one: false from the moment at which another instance may have taken over, however long this
    /// process was frozen. Nothing may be published then.
    /// </summary>
    bool IsLeader => true;

    /// <summary>
    /// Reports that the first <paramref name="count"/> events that this reader returned are in the broker. Never decreases. Confirmed
    /// events may be returned again after a crash, unconfirmed ones always are. Thread-safe, does not block.
    /// </summary>
    void Confirm(long count);
}

/// <summary>How far an outbox is published, in times of its database's clock.</summary>
/// <param name="Now">The time of the reading.</param>
/// <param name="PublishedUpTo">Every event committed before is in the broker. Never too late, and usually a little too early.</param>
/// <param name="OldestPending">
/// When the oldest event was committed that may not be in the broker, or null if all are. It may be in the broker already, with its
/// confirmation not saved yet.
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
/// The relay cannot continue until an operator helps. The message, which is logged and part of the health check, quotes no server.
/// </summary>
public sealed class RelayBlockedException : Exception
{
    /// <inheritdoc />
    public RelayBlockedException(string message, Exception? innerException = null) : base(message, innerException) { }
}
