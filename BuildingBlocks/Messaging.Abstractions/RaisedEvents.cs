namespace DbPerService.Messaging;

/// <summary>
/// An entity that raises events: a store that knows it saves the events with the entity, in the order in which they were raised, and empties
/// the list.
/// </summary>
public interface IRaisesEvents
{
    /// <summary>Events that are not stored yet.</summary>
    RaisedEvents Events { get; }
}

/// <summary>Events that are not stored yet, in the order in which they were raised. Not thread-safe.</summary>
public sealed class RaisedEvents
{
    // An interface with a static abstract member cannot be a type argument (CS8920).
    readonly List<object> _events = [];

    /// <summary>How many there are.</summary>
    public int Count => _events.Count;

    /// <summary>The event at a place, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public IEvent this[int index] => (IEvent)_events[index];

    /// <summary>Adds an event behind the others.</summary>
    public void Add(IEvent @event) => _events.Add(@event);

    /// <summary>Removes all events, once they are stored.</summary>
    public void Clear() => _events.Clear();
}
