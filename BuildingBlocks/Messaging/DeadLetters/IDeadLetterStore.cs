namespace DbPerService.Messaging;

/// <summary>
/// The dead letters of a service as its operators see them. They come and go by <see cref="IUnitOfWork"/>, together with the effects
/// of the events; what is here changes no effect.
/// </summary>
public interface IDeadLetterStore
{
    /// <summary>The dead letters that the filter selects, by position.</summary>
    Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, CancellationToken cancellationToken);

    /// <summary>One dead letter, waiting or discarded, with the whole message, or null.</summary>
    Task<(DeadLetter Letter, ConsumedMessage Message)?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>How many wait, by topic and reason.</summary>
    Task<IReadOnlyList<DeadLetterCount>> CountAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the cause of a redrive that failed in place of the last one, and counts it. Nothing happens to one that no longer waits.</summary>
    Task RedriveFailedAsync(Guid id, DeadLetterCause cause, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up dead letters that wait, and keeps them with the reason: they hold nothing back any more, and are never redriven.
    /// </summary>
    /// <param name="id">The one, or null for all of a key.</param>
    /// <param name="topic">The topic of the key; unused with an id.</param>
    /// <param name="key">The key; unused with an id.</param>
    /// <param name="reason">The operator's reason.</param>
    /// <param name="by">Who, or null.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>How many were given up.</returns>
    Task<int> DiscardAsync(Guid? id, string? topic, string? key, string reason, string? by, CancellationToken cancellationToken);
}

/// <summary>Selects dead letters; what is null selects nothing out.</summary>
/// <param name="Topic">The topic they came from.</param>
/// <param name="Key">Their key, in the form of <see cref="ConsumedMessage.Key"/>.</param>
/// <param name="Reason">Why they could not be applied.</param>
/// <param name="Discarded">Those that were given up instead of those that wait.</param>
/// <param name="After">Only positions beyond this.</param>
/// <param name="Limit">At most so many.</param>
public sealed record DeadLetterFilter(
    string? Topic = null, string? Key = null, DeadLetterReason? Reason = null, bool Discarded = false, long After = 0, int Limit = 100);
