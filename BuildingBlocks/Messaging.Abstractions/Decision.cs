namespace DbPerService.Messaging;

/// <summary>A domain's decision about an aggregate.</summary>
/// <param name="State">The new state; the same object if nothing changes.</param>
/// <param name="Event">The event to publish, atomically with the state; null if there is none.</param>
public readonly record struct Decision<TState>(TState State, IEvent? Event = null) where TState : class;

/// <summary>A decision on its way to the store.</summary>
/// <param name="Before">The aggregate as it was loaded or as the previous decision left it; null if there was none.</param>
/// <param name="After">The new state.</param>
/// <param name="Event">The event to publish, atomically with the state.</param>
/// <param name="TraceParent">W3C trace context of what caused the decision; null for that of the current activity.</param>
public sealed record Change<TState>(TState? Before, TState After, IEvent? Event = null, string? TraceParent = null) where TState : class
{
    /// <summary>Whether there is a state to store, and not only an event.</summary>
    public bool IsChanged => !ReferenceEquals(Before, After);
}
