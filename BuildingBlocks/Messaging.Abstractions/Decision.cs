namespace DbPerService.Messaging;

/// <summary>What a domain decides about an aggregate.</summary>
/// <param name="State">The aggregate from now on; the same object where nothing changes.</param>
/// <param name="Event">What is published about it, together with the state or not at all; null where there is nothing to publish.</param>
public readonly record struct Decision<TState>(TState State, IEvent? Event = null) where TState : class;

/// <summary>A decision on its way to the store.</summary>
/// <param name="Before">The aggregate as it was loaded, or as the decision before has left it; null where there was none.</param>
/// <param name="After">The aggregate from now on.</param>
/// <param name="Event">What is published about it, together with the state or not at all.</param>
/// <param name="TraceParent">W3C trace context of what the decision is about; null for that of the current activity.</param>
public sealed record Change<TState>(TState? Before, TState After, IEvent? Event = null, string? TraceParent = null) where TState : class
{
    /// <summary>Whether there is a state to store, and not only an event.</summary>
    public bool IsChanged => !ReferenceEquals(Before, After);
}
