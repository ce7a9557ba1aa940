namespace DbPerService.Consistency;

/// <summary>The events of other services that this one has applied.</summary>
public interface IAppliedEvents
{
    /// <summary>
    /// Waits until this service has applied the events, those of its other instances included. An event that it does not handle is not
    /// waited for.
    /// </summary>
    /// <param name="events">The events that a token names.</param>
    /// <param name="atMost">How long; with zero the state is looked up once.</param>
    /// <param name="cancellationToken">The end of the request.</param>
    /// <returns>Whether all are applied.</returns>
    Task<bool> WaitAsync(IReadOnlyList<CommittedEvent> events, TimeSpan atMost, CancellationToken cancellationToken);
}

/// <summary>A service that handles no events has nothing to wait for.</summary>
sealed class HandlesNoEvents : IAppliedEvents
{
    public Task<bool> WaitAsync(IReadOnlyList<CommittedEvent> events, TimeSpan atMost, CancellationToken cancellationToken) =>
        Task.FromResult(true);
}
