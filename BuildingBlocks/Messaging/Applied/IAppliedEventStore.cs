namespace DbPerService.Messaging;

/// <summary>The ids of the events that a service has applied, in its own database: of all its instances.</summary>
public interface IAppliedEventStore
{
    /// <summary>How long an id is known at least. Of an older event that is not found it is unknown whether it was applied.</summary>
    TimeSpan Retention { get; }

    /// <summary>Of these events, those whose effects are committed. A dead letter has none.</summary>
    ValueTask<IReadOnlySet<Guid>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);
}
