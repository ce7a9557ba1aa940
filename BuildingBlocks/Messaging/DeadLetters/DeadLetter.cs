namespace DbPerService.Messaging;

/// <summary>A message that could not be applied, or that waits behind one of its key.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Position">Its place among the store's dead letters: of one key, the order of arrival.</param>
/// <param name="Topic">The topic it came from.</param>
/// <param name="Key">The blocked key; null for a message without one, which waits for nothing and blocks nothing.</param>
/// <param name="Type">The event's type name; empty if it has no readable one.</param>
/// <param name="Source">The owner; empty if it has no readable one.</param>
/// <param name="Time">When the owner committed it, UTC, according to the message.</param>
/// <param name="Size">Bytes of the payload as it is stored.</param>
/// <param name="Cause">Why it could not be applied at the last attempt.</param>
/// <param name="Partition">The partition it came from.</param>
/// <param name="Offset">The offset within the partition.</param>
/// <param name="DeadLetteredAt">When it became a dead letter, UTC, by the store's clock.</param>
/// <param name="Redrives">How many redrives failed.</param>
/// <param name="Repeats">How often the same content arrived again behind it and was not stored again.</param>
/// <param name="Discarded">Who discarded it and why; null while it waits.</param>
public sealed record DeadLetter(
    Guid Id, long Position, string Topic, string? Key, string Type, string Source, DateTimeOffset Time, int Size, DeadLetterCause Cause,
    int Partition, long Offset, DateTimeOffset DeadLetteredAt, int Redrives, int Repeats, DiscardedBy? Discarded);

/// <summary>How a dead letter was discarded.</summary>
/// <param name="At">When, UTC, by the store's clock.</param>
/// <param name="Reason">The operator's reason.</param>
/// <param name="By">Who, if given.</param>
public sealed record DiscardedBy(DateTimeOffset At, string Reason, string? By);

/// <summary>The waiting dead letters of one topic and reason.</summary>
/// <param name="Topic">The topic they came from.</param>
/// <param name="Reason">Why they could not be applied.</param>
/// <param name="Count">How many.</param>
/// <param name="OldestAge">For how long the oldest has waited, by the store's clock.</param>
public sealed record DeadLetterCount(string Topic, DeadLetterReason Reason, long Count, TimeSpan OldestAge);
