namespace DbPerService.Messaging;

/// <summary>
/// The dead letters of a service, for its operators. <see cref="IUnitOfWork"/> adds and removes them together with the effects of the
/// events; this interface changes no effects.
/// </summary>
public interface IDeadLetterStore
{
    /// <summary>The dead letters that the filter selects, by position.</summary>
    Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, CancellationToken cancellationToken);

    /// <summary>One dead letter, waiting or discarded, with the whole message, or null.</summary>
    Task<(DeadLetter Letter, ConsumedMessage Message)?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>How many wait, by topic and reason.</summary>
    Task<IReadOnlyList<DeadLetterCount>> CountAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the cause after a failed redrive, and counts it. Does nothing if the dead letter no longer waits.</summary>
    Task RedriveFailedAsync(Guid id, DeadLetterCause cause, CancellationToken cancellationToken);

    /// <summary>
    /// Discards waiting dead letters and stores the reason: they block nothing any more and are never redriven.
    /// </summary>
    /// <param name="id">The dead letter, or null for all of a key.</param>
    /// <param name="topic">The topic of the key; unused with an id.</param>
    /// <param name="key">The key; unused with an id.</param>
    /// <param name="reason">The operator's reason.</param>
    /// <param name="by">Who, or null.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>How many were discarded.</returns>
    Task<int> DiscardAsync(Guid? id, string? topic, string? key, string reason, string? by, CancellationToken cancellationToken);
}

/// <summary>Selects dead letters; null means any.</summary>
/// <param name="Topic">The topic they came from.</param>
/// <param name="Key">Their key, in the form of <see cref="ConsumedMessage.Key"/>.</param>
/// <param name="Reason">Why they could not be applied.</param>
/// <param name="Discarded">The discarded ones instead of the waiting ones.</param>
/// <param name="After">Only positions beyond this.</param>
/// <param name="Limit">The maximum number.</param>
public sealed record DeadLetterFilter(
    string? Topic = null, string? Key = null, DeadLetterReason? Reason = null, bool Discarded = false, long After = 0, int Limit = 100);
