namespace DbPerService.Messaging.MongoDB;

/// <summary>A message that becomes a dead letter with the commit.</summary>
sealed class PendingDeadLetter(ConsumedMessage message, DeadLetterCause cause)
{
    public ConsumedMessage Message => message;

    public DeadLetterCause Cause => cause;

    /// <summary>The hash of topic and key, or null without a key.</summary>
    public string? Of { get; } = message.Key is null ? null : DeadLetterDocument.HashOf(message.Topic, message.Key);

    public string PayloadHash { get; } = DeadLetterDocument.Hash(message.Payload);

    /// <summary>How often the same content was repeated in this unit.</summary>
    public int Repeats { get; set; }

    /// <summary>Whether it is behind one that was stored before this unit.</summary>
    public bool IsBehindStored { get; init; }
}

/// <summary>The dead letter ahead of the next event of its key: stored, or of the same unit.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its event type.</param>
/// <param name="PayloadHash">The hash of its payload.</param>
/// <param name="Pending">The one of this unit; null for a stored one.</param>
readonly record struct MongoNewestDeadLetter(Guid Id, string Type, string PayloadHash, PendingDeadLetter? Pending)
{
    /// <summary>Whether one that was stored before this unit is ahead of it.</summary>
    public bool IsBehindStored => Pending?.IsBehindStored ?? true;

    public bool HasContentOf(PendingDeadLetter letter) => Type == letter.Message.Type && PayloadHash == letter.PayloadHash;

    public static MongoNewestDeadLetter Of(PendingDeadLetter letter) => new(letter.Message.Id, letter.Message.Type, letter.PayloadHash, letter);
}
