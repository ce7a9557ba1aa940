namespace DbPerService.Consistency;

/// <summary>What the request in progress has committed. Flows with the request's execution context, into any scope it creates.</summary>
public static class CommittedEvents
{
    static readonly AsyncLocal<WriteInProgress?> Write = new();

    /// <summary>Adds events to the sync token of the request in progress; does nothing outside of a request that writes.</summary>
    public static void Add(IEnumerable<CommittedEvent> events) => Write.Value?.Add(events);

    /// <summary>Whether a request is in progress that would take events.</summary>
    public static bool IsCollecting => Write.Value is not null;

    internal static WriteInProgress Begin() => Write.Value = new WriteInProgress();
}

/// <summary>The events of one request.</summary>
sealed class WriteInProgress
{
    readonly Lock _lock = new();
    readonly List<CommittedEvent> _events = [];

    public void Add(IEnumerable<CommittedEvent> events)
    {
        lock (_lock)
        {
            _events.AddRange(events);
            // Work that outlives its request must not collect for ever.
            if (_events.Count > SyncToken.MaxEvents)
            {
                _events.RemoveRange(0, _events.Count - SyncToken.MaxEvents);
            }
        }
    }

    public IReadOnlyList<CommittedEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }
}
