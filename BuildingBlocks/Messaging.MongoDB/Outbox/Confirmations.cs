namespace DbPerService.Messaging.MongoDB;

/// <summary>The events a reader has returned, in order, until they are confirmed and removed. Thread-safe.</summary>
sealed class Confirmations
{
    readonly Lock _lock = new();
    readonly Queue<(long Count, Confirmed Event)> _given = new();
    List<Confirmed> _confirmed = [];

    public void Given(long count, string collection, string documentId, Guid eventId)
    {
        lock (_lock)
        {
            _given.Enqueue((count, new Confirmed(collection, documentId, eventId)));
        }
    }

    public void UpTo(long count)
    {
        lock (_lock)
        {
            while (_given.TryPeek(out var next) && next.Count <= count)
            {
                _confirmed.Add(_given.Dequeue().Event);
            }
        }
    }

    /// <summary>The events confirmed since the last call.</summary>
    public List<Confirmed> Take()
    {
        lock (_lock)
        {
            var confirmed = _confirmed;
            _confirmed = [];
            return confirmed;
        }
    }
}

/// <summary>An event that is in the broker and still in its document.</summary>
readonly record struct Confirmed(string Collection, string DocumentId, Guid EventId);
