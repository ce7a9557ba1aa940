namespace DbPerService.Messaging;

/// <summary>
/// The rest of a batch, in parts: kept between two attempts, so that a database that becomes unavailable does not undo the search for a
/// message at fault. Parts are processed in sequence, so that splitting one keeps the order of arrival.
/// </summary>
sealed class PendingBatch
{
    // The next part is the last element, where removal is cheap.
    readonly List<BatchPart> _parts = [];

    public PendingBatch(List<ReadMessage> messages)
    {
        var faults = messages.FindAll(message => message.Fault is not null);
        var apart = messages.FindAll(message => faults.Exists(fault => ReferenceEquals(fault, message) || fault.IsOfKeyOf(message)));
        for (var i = apart.Count - 1; i >= 0; i--)
        {
            _parts.Add(new BatchPart([apart[i]]) { Cause = apart[i].Fault });
        }

        if (messages.Count > apart.Count)
        {
            _parts.Add(new BatchPart([.. messages.Except(apart)]));
        }
    }

    /// <summary>The next part, or null if everything is done.</summary>
    public BatchPart? Next => _parts.Count == 0 ? null : _parts[^1];

    /// <summary>Completes the next part.</summary>
    public void Complete() => _parts.RemoveAt(_parts.Count - 1);

    /// <summary>Splits the next part in two.</summary>
    public void Divide()
    {
        var messages = _parts[^1].Messages;
        var half = messages.Count / 2;
        _parts[^1] = new BatchPart(messages[half..]);
        _parts.Add(new BatchPart(messages[..half]));
    }

    /// <summary>Moves the next part, a single message, to the end of the batch, and behind it all later messages of its key.</summary>
    public void Postpone()
    {
        var part = _parts[^1];
        Complete();
        var later = new List<ReadMessage>();
        for (var i = _parts.Count - 1; i >= 0; i--)
        {
            later.AddRange(_parts[i].Messages.FindAll(part.Messages[0].IsOfKeyOf));
            _parts[i].Messages.RemoveAll(part.Messages[0].IsOfKeyOf);
        }

        _parts.RemoveAll(other => other.Messages.Count == 0);
        _parts.Insert(0, part);
        if (later.Count > 0)
        {
            _parts.Insert(0, new BatchPart(later));
        }
    }
}

/// <summary>Messages that are applied in one transaction.</summary>
sealed class BatchPart(List<ReadMessage> messages)
{
    public List<ReadMessage> Messages { get; } = messages;

    /// <summary>How often the part, a single message, was tried alone and failed.</summary>
    public int Failures { get; set; }

    /// <summary>Why the part, a single message, becomes a dead letter.</summary>
    public DeadLetterCause? Cause { get; set; }

    /// <summary>The message to store as the dead letter, if it is not the whole one.</summary>
    public ConsumedMessage? Minimal { get; set; }

    /// <summary>What the part, a single message, waits for to become visible.</summary>
    public AwaitedVisibility? Awaits { get; set; }
}

/// <summary>A wait for committed data that is not visible yet.</summary>
/// <param name="since">When it began, by the monotonic clock.</param>
sealed class AwaitedVisibility(long since)
{
    public long Since => since;

    /// <summary>The point in the database's history to wait for, once it is known.</summary>
    public long? Horizon { get; set; }

    /// <summary>Whether everything up to it is visible.</summary>
    public bool IsSettled { get; set; }
}
