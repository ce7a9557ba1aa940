namespace DbPerService.Messaging;

/// <summary>
/// What is left to do of a batch, in parts: kept between two tries, so that a database that becomes unavailable does not undo the
/// search for a message at fault. Parts are done in turn, so that dividing one keeps the order of arrival.
/// </summary>
sealed class PendingBatch
{
    // The next part is the last, where it is cheap to take away.
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

    /// <summary>The part to do next, or null when all is done.</summary>
    public BatchPart? Next => _parts.Count == 0 ? null : _parts[^1];

    /// <summary>The next part is done.</summary>
    public void Complete() => _parts.RemoveAt(_parts.Count - 1);

    /// <summary>Divides the next part in two.</summary>
    public void Divide()
    {
        var messages = _parts[^1].Messages;
        var half = messages.Count / 2;
        _parts[^1] = new BatchPart(messages[half..]);
        _parts.Add(new BatchPart(messages[..half]));
    }

    /// <summary>Puts the next part, of one message, at the end of the batch, and behind it all later messages of its key.</summary>
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

    /// <summary>How often the part, of one message, was tried and failed by itself.</summary>
    public int Failures { get; set; }

    /// <summary>Why the part, of one message, is to become a dead letter.</summary>
    public DeadLetterCause? Cause { get; set; }

    /// <summary>The message to keep as the dead letter, where it is not the whole one.</summary>
    public ConsumedMessage? Minimal { get; set; }

    /// <summary>What the part, of one message, waits for to become visible.</summary>
    public AwaitedVisibility? Awaits { get; set; }
}

/// <summary>A wait for what was committed and cannot be seen yet.</summary>
/// <param name="since">When it began, by the monotonic clock.</param>
sealed class AwaitedVisibility(long since)
{
    public long Since => since;

    /// <summary>The point in the database's history that the wait is for, once it is known.</summary>
    public long? Horizon { get; set; }

    /// <summary>Whether all is visible that there is to wait for.</summary>
    public bool IsSettled { get; set; }
}
